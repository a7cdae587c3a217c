"""Keys, idempotency, faults: what a careful client must survive."""

from __future__ import annotations

import threading

import pytest
import requests
import stripe

from coop.demo.cards.engine.settings import Settings
from coop.demo.cards.server import CardServer
from tests.demo.cards.conftest import balance, client_of


def replayed(answer):
    return answer.last_response.headers.get("Idempotent-Replayed") == "true"


@pytest.mark.parametrize(("key", "said"), [("sk_test_other", "Invalid API Key"), ("sk_live_abc", "live key")])
def test_only_the_test_key_opens(server, key, said):
    other = stripe.StripeClient(key, base_addresses={"api": server.url})
    with pytest.raises(stripe.AuthenticationError, match=said) as refused:
        other.v1.balance.retrieve()
    assert refused.value.http_status == 401
    assert key not in str(refused.value)


def test_without_a_key_nothing_opens(server):
    answer = requests.get(f"{server.url}/v1/balance", timeout=10)
    assert (answer.status_code, answer.json()["error"]["type"]) == (401, "invalid_request_error")
    assert requests.get(f"{server.url}/v1/balance", auth=(server.key, ""), timeout=10).status_code == 200


def test_answers_carry_a_request_id_and_the_version(client):
    answer = client.customers.create()
    assert answer.last_response.request_id.startswith("req_")
    assert answer.last_response.headers["Stripe-Version"] == stripe.api_version
    assert client.customers.retrieve(answer.id).livemode is False


def test_another_version_or_account_is_refused(client):
    with pytest.raises(stripe.InvalidRequestError, match="speaks"):
        client.balance.retrieve({}, {"stripe_version": "2020-08-27"})
    with pytest.raises(stripe.PermissionError):
        client.balance.retrieve({}, {"stripe_account": "acct_1"})


def test_an_address_that_is_not_imitated_says_so(server):
    asker = stripe.StripeClient(server.key, base_addresses={"api": server.url})
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
        asker.v1.products.list()


def test_one_key_is_one_charge(client, paid):
    asked = {"amount": 1_000, "currency": "eur", "confirm": True, "payment_method": "pm_card_visa"}
    first = client.payment_intents.create(asked, {"idempotency_key": "once"})
    again = client.payment_intents.create(asked, {"idempotency_key": "once"})
    assert (again.id, replayed(first), replayed(again)) == (first.id, False, True)
    assert len(client.charges.list().data) == 1
    with pytest.raises(stripe.IdempotencyError) as refused:
        client.payment_intents.create({**asked, "amount": 1_001}, {"idempotency_key": "once"})
    assert (refused.value.http_status, refused.value.error.type) == (400, "idempotency_error")
    with pytest.raises(stripe.IdempotencyError):
        client.customers.create({}, {"idempotency_key": "once"})


def test_a_refusal_is_repeated_and_a_mistake_is_not_kept(server, client, worker):
    asked = {"amount": 100, "currency": "eur", "destination": worker.id}
    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            client.transfers.create(asked, {"idempotency_key": "poor"})
        assert refused.value.code == "balance_insufficient"
        server.topup(1_000)
    assert refused.value.headers["Idempotent-Replayed"] == "true"
    with pytest.raises(stripe.InvalidRequestError):
        client.transfers.create({**asked, "amont": 1}, {"idempotency_key": "typo"})
    assert client.transfers.create(asked, {"idempotency_key": "typo"}).amount == 100


def test_a_decline_is_repeated_and_leaves_one_failed_charge(client):
    asked = {"amount": 1_000, "currency": "eur", "confirm": True, "payment_method": "pm_card_chargeDeclined"}
    for _ in range(2):
        with pytest.raises(stripe.CardError):
            client.payment_intents.create(asked, {"idempotency_key": "declined"})
    assert [each.status for each in client.charges.list().data] == ["failed"]


def test_a_key_is_forgotten_after_a_day(server, client):
    first = client.customers.create({}, {"idempotency_key": "old"})
    server.advance(hours=24)
    assert client.customers.create({}, {"idempotency_key": "old"}).id != first.id


def test_two_at_once_with_one_key_are_told_apart(server):
    server.fail_next("/v1/customers", "slow", seconds=1.0)
    found = []

    def ask():
        found.append(client_of(server).customers.create({}, {"idempotency_key": "both"}))

    first = threading.Thread(target=ask)
    first.start()
    while not server.processor.answers._under_way:
        pass
    with pytest.raises(stripe.APIError) as refused:
        client_of(server).customers.create({}, {"idempotency_key": "both"})
    first.join()
    assert (refused.value.http_status, refused.value.error.code) == (409, "idempotency_key_in_use")
    assert len(found) == len(client_of(server).customers.list().data) == 1


def test_a_connection_lost_after_the_work_is_answered_by_its_key(server, client, paid, worker):
    charge = paid(10_000).latest_charge
    asked = {"amount": 500, "currency": "eur", "destination": worker.id, "source_transaction": charge.id}
    server.fail_next("/v1/transfers", "drop_after")
    with pytest.raises(stripe.APIConnectionError):
        client.transfers.create(asked, {"idempotency_key": "t1"})
    again = client.transfers.create(asked, {"idempotency_key": "t1"})
    assert replayed(again)
    assert [each.id for each in client.transfers.list().data] == [again.id]


def test_the_library_repeats_a_lost_call_only_if_it_is_told_to(server):
    for options, calls in (({}, 1), ({"max_network_retries": 2}, 2)):
        asker = stripe.StripeClient(server.key, base_addresses={"api": server.url}, **options).v1
        server.fail_next("/v1/customers", "drop_after")
        if calls == 1:
            with pytest.raises(stripe.APIConnectionError):
                asker.customers.create()
        else:
            assert replayed(asker.customers.create())
        assert len(asker.customers.list().data) == calls


def test_a_connection_lost_before_the_work_did_nothing(server, client, paid):
    charge = paid(10_000).latest_charge
    server.fail_next("/v1/refunds", "drop_before", method="POST")
    with pytest.raises(stripe.APIConnectionError):
        client.refunds.create({"charge": charge.id}, {"idempotency_key": "r1"})
    assert client.refunds.list().data == []
    assert not replayed(client.refunds.create({"charge": charge.id}, {"idempotency_key": "r1"}))


@pytest.mark.parametrize(("fault", "error", "status"), [
    ("500", stripe.APIError, 500), ("429", stripe.RateLimitError, 429), ("409", stripe.APIError, 409),
])
def test_refusals_on_the_way_do_nothing(server, client, fault, error, status):
    server.fail_next("/v1/customers", fault)
    with pytest.raises(error) as refused:
        client.customers.create({}, {"idempotency_key": "c1"})
    assert refused.value.http_status == status
    assert client.customers.list().data == []
    assert client.customers.create({}, {"idempotency_key": "c1"}).id


def test_an_error_after_the_work_is_repeated_though_the_work_was_done(server, client):
    server.fail_next("/v1/customers", "500_after")
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            client.customers.create({}, {"idempotency_key": "c1"})
    assert len(client.customers.list().data) == 1


def test_any_error_can_be_asked_for(server, client, paid, worker):
    transfer = client.transfers.create({"amount": 500, "currency": "eur", "destination": worker.id,
                                        "source_transaction": paid().latest_charge.id})
    server.fail_next("/v1/transfers/*/reversals", "error", code="balance_insufficient", times=2)
    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            client.transfers.reversals.create(transfer.id)
        assert refused.value.code == "balance_insufficient"
    assert client.transfers.reversals.create(transfer.id).amount == 500


@pytest.mark.parametrize("wrong", [{"mood": 1}, {"hold": "yes"}, {"next": [{"fault": "fire"}]}, {"payouts": "hourly"}])
def test_a_mode_that_does_not_exist_is_refused(server, wrong):
    before = server.modes()
    with pytest.raises(Exception, match=r"mode|fault|Payouts"):
        server.modes(**wrong)
    assert server.modes() == before


def test_a_file_keeps_everything_over_a_restart(tmp_path):
    file = tmp_path / "cards.sqlite3"
    asked = {"amount": 1_000, "currency": "eur", "confirm": True, "payment_method": "pm_card_visa"}
    with CardServer(file=file, webhook="http://127.0.0.1:9/", hold=True) as server:
        client = client_of(server)
        client.payment_intents.create(asked)
        server.advance(days=5)
        last = client.payment_intents.create(asked, {"idempotency_key": "a"})
        moment, before, waiting = server.now, balance(client), len(server.waiting())
    with CardServer(file=file, webhook="http://127.0.0.1:9/") as server:
        client = client_of(server)
        assert (balance(client), len(server.waiting()), before) == (before, waiting, (960, 960))
        assert server.now >= moment
        again = client.payment_intents.create(asked, {"idempotency_key": "a"})
        assert (again.id, replayed(again)) == (last.id, True)
        assert len(client.webhook_endpoints.list().data) == 1


def test_the_same_seed_and_clock_give_the_same_ids():
    def ids():
        with CardServer(seed="s", now=1_772_442_000) as server:
            client = client_of(server)
            intent = client.payment_intents.create(
                {"amount": 1_000, "currency": "eur", "confirm": True, "payment_method": "pm_card_visa"})
            return [intent.id, intent.created, intent.latest_charge, [each.id for each in client.events.list().data]]

    assert ids() == ids()


def test_the_terms_can_be_others():
    with CardServer(settings=Settings(fee_basis_points=290, fee_fixed=30, settle_days=7), now=1_772_442_000) as server:
        client = client_of(server)
        client.payment_intents.create(
            {"amount": 10_000, "currency": "usd", "confirm": True, "payment_method": "pm_card_visa"})
        (movement,) = client.balance_transactions.list().data
        assert (movement.fee, movement.currency) == (320, "usd")
        assert movement.available_on == 1_772_442_000 // 86_400 * 86_400 + 7 * 86_400
