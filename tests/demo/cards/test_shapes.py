"""The fake's answers against the published samples: what a sample has, an answer has, of the same kind.

And the other way round: a field that an answer has is one the client library knows of that object.
"""

from __future__ import annotations

import json

import pytest
import stripe

from tests.conftest import absent

_NO_CARD_SOURCE = "cards come by payment method; sources are the older way"
LEFT_OUT = {
    "charge": {
        "refunds": "in an answer only when expanded, which the sample does without saying so",
        "source": _NO_CARD_SOURCE,
    },
    "payment_intent": {"managed_payments": "not offered"},
}
"""Fields of a sample, by object, that answers do not have, and why."""


@pytest.fixture(scope="module")
def samples(data):
    path = data / "ledger" / "stripe" / "fixtures3.json"
    if not path.is_file():
        absent(f"no published samples at {path}")
    return json.loads(path.read_text())["resources"]


@pytest.fixture
def answers(server, client, paid, worker, session):
    """One answer of each kind of object, as plain JSON."""
    account = worker
    server.topup(100_000)
    customer = client.customers.create({"email": "a@example.org", "payment_method": "pm_card_visa"})
    opened = session(payment_intent_data={"transfer_group": "G"})
    server.pay(opened.id)
    intent = paid(10_000, "pm_card_bypassPending", description="A booking")
    charge = intent.latest_charge
    transfer = client.transfers.create(
        {"amount": 500, "currency": "eur", "destination": account.id, "source_transaction": charge.id})
    found = {
        "account": client.accounts.retrieve(account.id), "account_link": client.account_links.create(
            {"account": account.id, "type": "account_onboarding", "refresh_url": "http://127.0.0.1/a",
             "return_url": "http://127.0.0.1/b"}),
        "balance": client.balance.retrieve(),
        "balance_transaction": client.balance_transactions.retrieve(charge.balance_transaction),
        "charge": client.charges.retrieve(charge.id), "checkout.session": client.checkout.sessions.retrieve(opened.id),
        "customer": client.customers.retrieve(customer.id),
        "dispute": client.disputes.retrieve(server.dispute(paid().latest_charge.id)["id"]),
        "event": client.events.list().data[0], "item": client.checkout.sessions.line_items.list(opened.id).data[0],
        "login_link": client.accounts.login_links.create(account.id),
        "payment_intent": client.payment_intents.retrieve(intent.id),
        "payment_method": client.payment_methods.list({"customer": customer.id}).data[0],
        "payout": client.payouts.create({"amount": 100, "currency": "eur"}),
        "refund": client.refunds.create({"charge": charge.id, "amount": 100}),
        "setup_intent": client.setup_intents.create(), "transfer": transfer,
        "transfer_reversal": client.transfers.reversals.create(transfer.id, {"amount": 100}),
        "webhook_endpoint": client.webhook_endpoints.list().data[0],
    }
    return {kind: json.loads(str(each)) for kind, each in found.items()}


def differences(sample, answer, left_out, at=""):
    """Where an answer lacks a field of the sample, or has one of another kind. A null fits everything."""
    for name, value in sample.items():
        here = f"{at}{name}"
        if here in left_out:
            continue
        if name not in answer:
            yield f"{here}: not in the answer"
        elif value is None or answer[name] is None:
            continue
        elif type(value) is not type(answer[name]):
            yield f"{here}: {type(answer[name]).__name__}, in the sample {type(value).__name__}"
        elif isinstance(value, dict) and here not in ("metadata", "data.object"):
            yield from differences(value, answer[name], left_out, f"{here}.")


def test_every_answer_is_shaped_like_its_sample(samples, answers):
    found = {
        kind: list(differences(samples[kind], answer, LEFT_OUT.get(kind, {}))) for kind, answer in answers.items()
    }
    assert {kind: each for kind, each in found.items() if each} == {}


def test_nothing_is_left_out_that_is_there(samples, answers):
    for kind, fields in LEFT_OUT.items():
        found = {each.partition(":")[0] for each in differences(samples[kind], answers[kind], {})}
        assert set(fields) <= found, f"{kind}: {set(fields) - found} need not be left out"


CLASSES = {
    "account": stripe.Account, "account_link": stripe.AccountLink, "balance": stripe.Balance,
    "balance_transaction": stripe.BalanceTransaction, "charge": stripe.Charge,
    "checkout.session": stripe.checkout.Session,
    "customer": stripe.Customer, "dispute": stripe.Dispute, "event": stripe.Event, "item": stripe.LineItem,
    "login_link": stripe.LoginLink, "payment_intent": stripe.PaymentIntent, "payment_method": stripe.PaymentMethod,
    "payout": stripe.Payout, "refund": stripe.Refund, "setup_intent": stripe.SetupIntent, "transfer": stripe.Transfer,
    "transfer_reversal": stripe.TransferReversal, "webhook_endpoint": stripe.WebhookEndpoint,
}


def test_every_field_of_an_answer_is_one_the_library_knows(answers):
    unknown = {kind: sorted(set(answer) - set(CLASSES[kind].__annotations__)) for kind, answer in answers.items()}
    assert {kind: each for kind, each in unknown.items() if each} == {}
