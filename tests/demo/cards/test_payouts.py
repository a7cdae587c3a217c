"""Payouts, the balance they leave, and the movements they took."""

import pytest
import stripe

from tests.demo.cards.conftest import balance


def test_a_payout_by_hand_arrives_two_days_later(server, client, paid, told):
    paid(10_000, "pm_card_bypassPending")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.payouts.create({"amount": 9_826, "currency": "eur"})
    assert refused.value.code == "balance_insufficient"
    told()
    payout = client.payouts.create({"amount": 9_000, "currency": "eur", "expand": ["balance_transaction"]})
    assert (payout.status, payout.automatic, payout.balance_transaction.net) == ("pending", False, -9_000)
    assert balance(client) == (825, 0)
    server.advance(days=1)
    assert client.payouts.retrieve(payout.id).status == "in_transit"
    server.advance(days=1)
    assert client.payouts.retrieve(payout.id).status == "paid"
    assert told() == ["payout.created", "payout.updated", "payout.paid"]
    with pytest.raises(stripe.InvalidRequestError, match="automatic payout only"):
        client.balance_transactions.list({"payout": payout.id})


def test_daily_payouts_name_what_they_took(server, client, paid):
    server.modes(payouts="daily")
    charge = paid(10_000).latest_charge
    client.refunds.create({"charge": charge.id, "amount": 1_000})
    later = paid(5_000, "pm_card_bypassPending", capture_method="manual")
    server.advance(days=2)
    (payout,) = client.payouts.list({"status": "pending"}).data
    assert (payout.automatic, payout.amount, payout.reconciliation_status) == (True, 8_825, "completed")
    assert balance(client) == (0, 0)
    movements = client.balance_transactions.list({"payout": payout.id}).data
    assert [each.type for each in movements] == ["payout", "refund", "charge"]
    assert sum(each.net for each in movements) == 0
    client.payment_intents.capture(later.id)
    server.advance(days=1)
    second = client.payouts.list().data[0]
    assert (second.amount, [each.type for each in client.balance_transactions.list({"payout": second.id}).data]) == (
        4_900, ["payout", "charge"])
    server.advance(days=2)
    assert {each.status for each in client.payouts.list().data} == {"paid"}


def test_a_payout_that_comes_back_is_on_the_balance_again(server, client, paid, told):
    paid(10_000, "pm_card_bypassPending")
    payout = client.payouts.create({"amount": 9_825, "currency": "eur"})
    server.advance(days=3)
    told()
    server.fail_payout(payout.id, "no_account")
    found = client.payouts.retrieve(payout.id, {"expand": ["failure_balance_transaction"]})
    assert (found.status, found.failure_code) == ("failed", "no_account")
    assert (found.failure_balance_transaction.net, found.failure_balance_transaction.reporting_category) == (
        9_825, "payout_reversal")
    assert (balance(client), told()) == ((9_825, 0), ["payout.failed"])
    with pytest.raises(Exception, match="cannot fail"):
        server.fail_payout(payout.id)


def test_a_pending_payout_can_be_canceled(server, client, paid):
    paid(10_000, "pm_card_bypassPending")
    payout = client.payouts.create({"amount": 9_825, "currency": "eur"})
    assert client.payouts.cancel(payout.id).status == "canceled"
    assert balance(client) == (9_825, 0)
    with pytest.raises(stripe.InvalidRequestError):
        client.payouts.cancel(payout.id)
    server.advance(days=3)
    assert client.payouts.retrieve(payout.id).status == "canceled"


def test_movements_are_listed_by_what_they_are(client, paid, server):
    charge = paid(10_000).latest_charge
    client.refunds.create({"charge": charge.id, "amount": 100})
    kinds = {kind: [each.source for each in client.balance_transactions.list({"type": kind}).data]
             for kind in ("charge", "refund", "payout")}
    assert (kinds["charge"], len(kinds["refund"]), kinds["payout"]) == ([charge.id], 1, [])
    by_source = client.balance_transactions.list({"source": charge.id, "expand": ["data.source"]}).data
    assert [each.source.id for each in by_source] == [charge.id]
    start = server.now
    server.advance(hours=1)
    paid(500)
    assert len(client.balance_transactions.list({"created": {"gt": start}}).data) == 1
    assert len(client.balance_transactions.list({"created": {"lte": start}}).data) == 2


def test_the_state_sums_up(server, client, paid):
    paid(10_000, "pm_card_bypassPending")
    client.payouts.create({"amount": 825, "currency": "eur"})
    state = server.state()
    assert state["balance"] == {"eur": {"available": 9_000, "pending": 0}}
    assert state["net_by_category"] == {"charge": {"eur": 9_825}, "payout": {"eur": -825}}
    assert state["objects"]["charge"] == 1
