"""Charges, transfers, reversals and refunds: to the cent, and never more than there is."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import stripe

from tests.demo.cards.conftest import balance, client_of


def test_a_charge_pays_its_fee_and_becomes_available_at_midnight_of_the_second_day(server, client, paid):
    charge = paid(10_000).latest_charge
    movement = client.balance_transactions.retrieve(charge.balance_transaction)
    assert (movement.amount, movement.fee, movement.net) == (10_000, 175, 9_825)
    assert sum(each.amount for each in movement.fee_details) == movement.fee
    assert (movement.type, movement.reporting_category, movement.source) == ("charge", "charge", charge.id)
    assert (movement.status, balance(client)) == ("pending", (0, 9_825))
    server.advance(seconds=movement.available_on - server.now)
    assert movement.available_on % 86_400 == 0
    assert client.balance_transactions.retrieve(movement.id).status == "available"
    assert balance(client) == (9_825, 0)


@pytest.mark.parametrize(("amount", "fee"), [
    (50, 26), (100, 27), (300, 30), (1_000, 40), (1_033, 40), (1_034, 41), (99_999_999, 1_500_025),
])
def test_the_fee_is_half_up(client, paid, amount, fee):
    found = client.balance_transactions.retrieve(paid(amount).latest_charge.balance_transaction)
    assert found.fee == fee


def test_refunds_stop_at_what_was_collected(client, paid):
    intent = paid(1_000)
    client.refunds.create({"payment_intent": intent.id, "amount": 300})
    client.refunds.create({"charge": intent.latest_charge.id, "amount": 300})
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded") as refused:
        client.refunds.create({"charge": intent.latest_charge.id, "amount": 401})
    assert (refused.value.param, refused.value.http_status) == ("amount", 400)
    last = client.refunds.create({"charge": intent.latest_charge.id})
    assert (last.amount, last.status) == (400, "succeeded")
    charge = client.charges.retrieve(intent.latest_charge.id, {"expand": ["refunds"]})
    assert (charge.amount_refunded, charge.refunded, len(charge.refunds.data)) == (1_000, True, 3)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.refunds.create({"charge": charge.id})
    assert refused.value.code == "charge_already_refunded"
    assert balance(client) == (0, -40)  # the fee stays with the processor


def test_a_refund_waits_while_the_balance_is_too_low(server, client, paid, told):
    charge = paid(1_000, "pm_card_bypassPending").latest_charge
    client.payouts.create({"amount": 960, "currency": "eur"})
    told()
    refund = client.refunds.create({"charge": charge.id})
    assert (refund.status, refund.balance_transaction) == ("pending", None)
    server.topup(5_000)
    server.advance(days=1)
    refund = client.refunds.retrieve(refund.id, {"expand": ["balance_transaction"]})
    assert (refund.status, refund.balance_transaction.net) == ("succeeded", -1_000)
    assert "refund.updated" in told()


def test_a_waiting_refund_can_be_given_up(client, paid):
    charge = paid(1_000, "pm_card_bypassPending").latest_charge
    client.payouts.create({"amount": 960, "currency": "eur"})
    refund = client.refunds.create({"charge": charge.id})
    assert client.refunds.cancel(refund.id).status == "canceled"
    assert client.charges.retrieve(charge.id).amount_refunded == 0
    with pytest.raises(stripe.InvalidRequestError):
        client.refunds.cancel(refund.id)


def test_a_refund_that_comes_back_is_on_the_balance_again(server, client, paid, told):
    charge = paid(1_000, "pm_card_refundFail").latest_charge
    refund = client.refunds.create({"charge": charge.id})
    told()
    server.advance(hours=1)
    refund = client.refunds.retrieve(refund.id, {"expand": ["failure_balance_transaction"]})
    assert (refund.status, refund.failure_reason) == ("failed", "lost_or_stolen_card")
    assert (refund.failure_balance_transaction.net, refund.failure_balance_transaction.reporting_category) == (
        1_000, "refund_failure")
    assert client.charges.retrieve(charge.id).amount_refunded == 0
    assert told() == ["refund.failed", "refund.updated", "charge.refund.updated"]


def test_a_slow_refund_arrives_later(server, client, paid):
    refund = client.refunds.create({"charge": paid(1_000, "pm_card_pendingRefund").latest_charge.id})
    assert refund.status == "pending"
    server.advance(hours=1)
    assert client.refunds.retrieve(refund.id).status == "succeeded"


def test_a_transfer_before_the_money_is_available_waits_with_it(server, client, paid, worker):
    charge = paid(10_000, transfer_group="BOOKING-1").latest_charge
    transfer = client.transfers.create({
        "amount": 9_000, "currency": "eur", "destination": worker.id, "source_transaction": charge.id,
        "expand": ["balance_transaction"],
    })
    assert (transfer.transfer_group, transfer.source_transaction) == ("BOOKING-1", charge.id)
    assert (transfer.balance_transaction.net, transfer.balance_transaction.status) == (-9_000, "pending")
    assert balance(client) == (0, 825)
    assert client.transfers.list({"transfer_group": "BOOKING-1"}).data[0].id == transfer.id
    assert client.charges.list({"transfer_group": "BOOKING-1"}).data[0].id == charge.id


def test_no_charge_is_transferred_beyond_what_is_left_of_it(client, paid, worker):
    charge = paid(10_000).latest_charge

    def send(amount):
        return client.transfers.create(
            {"amount": amount, "currency": "eur", "destination": worker.id, "source_transaction": charge.id})

    first = send(6_000)
    with pytest.raises(stripe.InvalidRequestError, match="cannot exceed what is left"):
        send(4_001)
    client.refunds.create({"charge": charge.id, "amount": 1_000})
    with pytest.raises(stripe.InvalidRequestError):
        send(3_001)
    client.transfers.reversals.create(first.id, {"amount": 500})
    send(3_500)
    with pytest.raises(stripe.InvalidRequestError):
        send(1)


def test_without_a_source_only_what_is_available_can_be_transferred(client, paid, worker):
    paid(10_000)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.transfers.create({"amount": 1, "currency": "eur", "destination": worker.id})
    assert refused.value.code == "balance_insufficient"
    paid(10_000, "pm_card_bypassPending")
    client.transfers.create({"amount": 9_825, "currency": "eur", "destination": worker.id})
    with pytest.raises(stripe.InvalidRequestError):
        client.transfers.create({"amount": 1, "currency": "eur", "destination": worker.id})


def test_money_that_went_to_the_bank_cannot_be_transferred_from_its_charge(client, paid, worker):
    charge = paid(10_000, "pm_card_bypassPending").latest_charge
    client.payouts.create({"amount": 9_825, "currency": "eur"})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.transfers.create(
            {"amount": 9_000, "currency": "eur", "destination": worker.id, "source_transaction": charge.id})
    assert refused.value.code == "balance_insufficient"


def test_a_destination_must_exist_and_be_able_to_receive(client, paid):
    charge = paid(10_000).latest_charge
    asked = {"amount": 100, "currency": "eur", "source_transaction": charge.id}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.transfers.create({**asked, "destination": "acct_nobody"})
    assert (refused.value.code, refused.value.param) == ("resource_missing", "destination")
    new = client.accounts.create({"type": "express", "capabilities": {"transfers": {"requested": True}}})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.transfers.create({**asked, "destination": new.id})
    assert refused.value.code == "insufficient_capabilities_for_transfer"


def test_reversals_stop_at_what_was_transferred(client, paid, worker, told):
    charge = paid(10_000).latest_charge
    transfer = client.transfers.create(
        {"amount": 900, "currency": "eur", "destination": worker.id, "source_transaction": charge.id})
    told()
    part = client.transfers.reversals.create(transfer.id, {"amount": 400, "expand": ["balance_transaction"]})
    assert (part.balance_transaction.net, part.balance_transaction.reporting_category) == (400, "transfer_reversal")
    assert told() == ["transfer.reversed"]
    with pytest.raises(stripe.InvalidRequestError, match="greater than the unreversed"):
        client.transfers.reversals.create(transfer.id, {"amount": 501})
    rest = client.transfers.reversals.create(transfer.id)
    found = client.transfers.retrieve(transfer.id)
    assert (rest.amount, found.amount_reversed, found.reversed, len(found.reversals.data)) == (500, 900, True, 2)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.transfers.reversals.create(transfer.id)
    assert refused.value.code == "transfer_already_reversed"
    assert client.transfers.reversals.retrieve(transfer.id, part.id).amount == 400
    assert [each.id for each in client.transfers.reversals.list(transfer.id).data] == [rest.id, part.id]


def test_eight_at_once_take_no_more_than_there_is(server, client, paid, worker):
    charge = paid(10_000).latest_charge
    asked = {"amount": 2_000, "currency": "eur", "destination": worker.id, "source_transaction": charge.id}

    def take(_):
        try:
            return client_of(server).transfers.create(asked).amount
        except stripe.InvalidRequestError:
            return 0

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(take, range(8))) == [0] * 3 + [2_000] * 5
    assert balance(client) == (0, 9_825 - 10_000)
