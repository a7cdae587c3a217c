"""A make-believe processor of each test's own, and the real client library talking to it."""

from __future__ import annotations

import pytest
import stripe

from coop.demo.cards.server import CardServer

SECRET = "whsec_of_the_test"
MONDAY = 1_772_442_000  # 2026-03-02 09:00 UTC
HOOK = "http://127.0.0.1:9/hook"  # nobody listens there: deliveries are held


@pytest.fixture
def server():
    with CardServer(seed="test", now=MONDAY, webhook=HOOK, secret=SECRET, hold=True) as running:
        yield running


@pytest.fixture
def client(server):
    return client_of(server)


def client_of(server, **options):
    """The real library, which tries each call once."""
    return stripe.StripeClient(server.key, base_addresses={"api": server.url}, max_network_retries=0, **options).v1


@pytest.fixture
def paid(client):
    """`paid(amount, card)`: a succeeded payment intent with its charge."""

    def pay(amount=10_000, card="pm_card_visa", **more):
        return client.payment_intents.create({
            "amount": amount, "currency": "eur", "confirm": True, "payment_method": card, "expand": ["latest_charge"],
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"}, **more,
        })

    return pay


@pytest.fixture
def worker(server, client):
    """A connected account that can be paid."""
    account = client.accounts.create({
        "country": "IT", "email": "worker@example.org", "capabilities": {
            "card_payments": {"requested": True}, "transfers": {"requested": True}},
        "controller": {"stripe_dashboard": {"type": "express"}, "fees": {"payer": "application"},
                       "losses": {"payments": "application"}},
    })
    server.onboard(account.id)
    return client.accounts.retrieve(account.id)


@pytest.fixture
def session(client):
    """`session(**parameters)`: an open checkout session for 100.00 EUR."""

    def make(amount=10_000, **more):
        asked = {"mode": "payment", "success_url": "http://127.0.0.1:9/ok?s={CHECKOUT_SESSION_ID}",
                 "cancel_url": "http://127.0.0.1:9/back"}
        if more.get("mode", "payment") == "payment":
            asked["line_items"] = [{"quantity": 1, "price_data": {
                "currency": "eur", "unit_amount": amount, "product_data": {"name": "Two hours of cleaning"}}}]
        return client.checkout.sessions.create({**asked, **more})

    return make


@pytest.fixture
def told(server):
    """`told()`: the kinds of the events that wait, oldest first, which then count as delivered."""

    def kinds():
        found = []
        server.deliver_all(to=lambda _url, body, headers: found.append(stripe.Webhook.construct_event(
            body, headers["Stripe-Signature"], SECRET, api_key="sk_test_x").type) or 200)
        return found

    return kinds


def balance(client):
    """(available, pending) in euro cents."""
    found = client.balance.retrieve()
    parts = (found.available, found.pending)
    return tuple(sum(each.amount for each in part if each.currency == "eur") for part in parts)
