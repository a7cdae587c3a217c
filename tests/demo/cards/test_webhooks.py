"""Webhooks: signed truly, retried, held, shuffled, doubled, replayed, lost; and what `events.list` says of it."""

from __future__ import annotations

import json
import time

import pytest
import stripe

from coop.demo.cards.engine.settings import Settings
from coop.demo.cards.server import CardServer
from tests.demo.cards.conftest import SECRET, client_of
from tests.demo.cards.receiver import receiver

QUICK = Settings(retry_seconds=(0.05, 0.05))


def opened(body, signature, **options):
    return stripe.Webhook.construct_event(body, signature, SECRET, api_key="sk_test_x", **options)


def until(condition):
    """Wait for a background delivery; at most ten seconds."""
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end, "nothing came"
        time.sleep(0.02)


def test_an_event_is_posted_with_a_signature_that_the_library_accepts():
    with receiver() as (url, got), CardServer(webhook=url, secret=SECRET) as server:
        customer = client_of(server).customers.create({"name": "Zoë"}, {"idempotency_key": "k1"})
        until(lambda: got)
        event = opened(*got[0])
        assert (event.type, event.data.object.id, event.data.object.name) == ("customer.created", customer.id, "Zoë")
        assert (event.api_version, event.request.idempotency_key) == (stripe.api_version, "k1")
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.Webhook.construct_event(*got[0], "whsec_other", api_key="sk_test_x")
        with pytest.raises(stripe.SignatureVerificationError):
            opened(got[0][0] + b" ", got[0][1])
        until(lambda: client_of(server).events.list({"delivery_success": True}).data)
        assert client_of(server).events.retrieve(event.id).pending_webhooks == 0


def test_a_refused_delivery_is_tried_again():
    with receiver(500, 400) as (url, got), CardServer(webhook=url, secret=SECRET, settings=QUICK) as server:
        client_of(server).customers.create()
        until(lambda: len(got) == 3)
        assert len({body for body, _ in got}) == 1
        until(lambda: not client_of(server).events.list({"delivery_success": False}).data)


def test_after_the_last_try_it_has_failed_and_can_be_asked_for():
    with receiver(500, 500, 500) as (url, got), CardServer(webhook=url, secret=SECRET, settings=QUICK) as server:
        client = client_of(server)
        client.customers.create()
        until(lambda: server.state()["deliveries"].get("failed"))
        client.customers.create()
        until(lambda: len(got) == 4)
        until(lambda: len(client.events.list({"delivery_success": True}).data) == 1)
        (missed,) = client.events.list({"delivery_success": False, "types": ["customer.created"]}).data
        assert missed.id == opened(*got[0]).id


def test_nobody_listening_is_a_failed_try():
    with CardServer(webhook="http://127.0.0.1:9/", secret=SECRET, settings=QUICK) as server:
        client_of(server).customers.create()
        until(lambda: server.state()["deliveries"].get("failed"))


def test_modes_double_and_lose_deliveries():
    with receiver() as (url, got), CardServer(webhook=url, secret=SECRET) as server:
        server.modes(duplicate=True)
        client_of(server).customers.create()
        until(lambda: len(got) == 2)
        server.modes(duplicate=False, drop=True)
        client_of(server).customers.create()
        until(lambda: server.state()["deliveries"].get("failed"))
        assert len(got) == 2


def test_held_deliveries_go_one_by_one_in_any_order(server, client):
    for _ in range(6):
        client.customers.create()
    assert client.events.list({"delivery_success": False}).data
    oldest = [each.event for each in server.waiting()]
    assert [each.event for each in server.waiting("newest")] == oldest[::-1]
    mixed = [each.event for each in server.waiting("random", seed=1)]
    assert sorted(mixed) == sorted(oldest)
    assert mixed != oldest
    got = []

    def take(_url, body, _headers):
        got.append(json.loads(body)["id"])
        return 200

    sent = server.deliver_all("random", seed=1, times=2, to=take)
    assert got == [each for each in mixed for _ in range(2)] == [each["event"] for each in sent]
    assert (server.waiting(), client.events.list({"delivery_success": False}).data) == ([], [])


def test_an_old_event_can_be_replayed_with_an_old_signature(server, client):
    client.customers.create()
    (event,) = client.events.list().data
    got = []
    server.deliver_all(to=lambda *_: 200)
    server.replay(event.id, age=301, to=lambda _, body, headers: got.append((body, headers["Stripe-Signature"])) or 400)
    with pytest.raises(stripe.SignatureVerificationError, match="outside the tolerance"):
        opened(*got[0], tolerance=300)
    assert opened(*got[0], tolerance=400).id == event.id
    assert client.events.list({"delivery_success": True}).data[0].id == event.id  # a refused replay undoes nothing


def test_what_is_lost_shows_as_not_delivered(server, client):
    client.customers.create()
    assert server.lose_all() == 1
    assert server.deliver_all(to=lambda *_: 200) == []
    assert len(client.events.list({"delivery_success": False}).data) == 1


def test_an_event_keeps_the_object_as_it_was(server, client, paid):
    charge = paid(1_000).latest_charge
    client.refunds.create({"charge": charge.id})
    kinds = {each.type: each.data.object for each in client.events.list({"type": "charge.*"}).data}
    assert (kinds["charge.succeeded"].amount_refunded, kinds["charge.refunded"].amount_refunded) == (0, 1_000)


def test_endpoints_are_made_changed_and_removed(server, client):
    made = client.webhook_endpoints.create({"url": "http://127.0.0.1:9/second", "enabled_events": ["charge.*"]})
    assert made.secret.startswith("whsec_")
    assert "secret" not in client.webhook_endpoints.retrieve(made.id)
    client.customers.create()
    assert [each.url for each in server.waiting()] == ["http://127.0.0.1:9/hook"]
    client.webhook_endpoints.update(made.id, {"enabled_events": ["customer.created"]})
    client.customers.create()
    assert len(server.waiting()) == 3
    client.webhook_endpoints.delete(made.id)
    client.customers.create()
    assert len(server.waiting()) == 3
    with pytest.raises(stripe.InvalidRequestError, match="only this machine"):
        client.webhook_endpoints.create({"url": "https://example.org/hook", "enabled_events": ["*"]})
