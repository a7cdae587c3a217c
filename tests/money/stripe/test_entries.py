"""Every row of the table of card money: balanced, on the accounts it says, and no processor's id in it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.ledger import chart
from coop.ledger.entries import Malformed
from coop.money.stripe import entries
from coop.money.stripe.entries import Moved

DAY = dt.date(2026, 3, 2)


def moved(gross, fee=0, account=chart.PROCESSOR_PENDING):
    return Moved(account, gross, fee, gross - fee, "EUR", DAY)


def amounts(entry):
    return {posting.account: posting.amount for posting in entry.postings}


def test_a_card_booking():
    entry = entries.paid_entry("K7Q2", moved(10_000, 320), number=1)
    assert amounts(entry) == {chart.PROCESSOR_PENDING: 9_680, chart.PROCESSING: 320, chart.CLIENTS_HELD: -10_000}
    assert entry.reference == "booking:K7Q2:paid"
    assert entries.paid_entry("K7Q2", moved(10_000, 320), number=2).reference == "booking:K7Q2:paid:2"


def test_it_becomes_available():
    entry = entries.available_entry(7, cents=9_680, day=DAY, currency="EUR")
    assert amounts(entry) == {chart.PROCESSOR_AVAILABLE: 9_680, chart.PROCESSOR_PENDING: -9_680}


def test_a_tip_is_whole_for_the_worker():
    entry = entries.tip_entry("K7Q2", moved(1_000, 59), number=1, to=[(4, 1_000)])
    assert amounts(entry) == {chart.PROCESSOR_PENDING: 941, chart.PROCESSING: 59, chart.WORKERS_PAYABLE: -1_000}


def test_a_share_is_sent_on_and_taken_back():
    sent = entries.transferred_entry("K7Q2", moved(-9_500), number=1, party_id=4)
    assert amounts(sent) == {chart.WORKERS_PAYABLE: 9_500, chart.PROCESSOR_PENDING: -9_500}
    back = entries.returned_entry("K7Q2", moved(9_500), number=1, party_id=4, clawback_cents=9_000)
    assert amounts(back) == {chart.PROCESSOR_PENDING: 9_500, chart.CLAWBACK: -9_000, chart.WORKERS_PAYABLE: -500}
    with pytest.raises(Malformed):
        entries.returned_entry("K7Q2", moved(100), number=1, party_id=4, clawback_cents=101)


def test_a_refund_leaves_and_may_come_back():
    sent = entries.refund_sent_entry("K7Q2", moved(-10_000), number=1)
    assert amounts(sent) == {chart.CLIENTS_HELD: 10_000, chart.PROCESSOR_PENDING: -10_000}
    failed = entries.refund_failed_entry("K7Q2", moved(10_000), number=1)
    assert amounts(failed) == {chart.CLIENTS_HELD: -10_000, chart.PROCESSOR_PENDING: 10_000}


def test_a_dispute_opens_and_is_won_or_lost():
    opened = entries.disputed_entry("K7Q2", moved(-5_000, 1_500), number=1)
    assert amounts(opened) == {
        chart.PROCESSOR_DISPUTED: 5_000, chart.DISPUTE_FEES: 1_500, chart.PROCESSOR_PENDING: -6_500,
    }  # fmt: skip
    won = entries.dispute_won_entry("K7Q2", moved(5_000, -1_500), number=1)
    assert amounts(won) == {
        chart.PROCESSOR_DISPUTED: -5_000, chart.DISPUTE_FEES: -1_500, chart.PROCESSOR_PENDING: 6_500,
    }  # fmt: skip
    lost = entries.dispute_lost_entry(
        "K7Q2", number=1, held_cents=1_000, lost_cents=1_500, clawbacks=((4, 2_500),), day=DAY, currency="EUR"
    )
    assert amounts(lost) == {
        chart.CLIENTS_HELD: 1_000, chart.DISPUTE_LOSSES: 1_500, chart.CLAWBACK: 2_500,
        chart.PROCESSOR_DISPUTED: -5_000,
    }  # fmt: skip


def test_the_processor_pays_over_and_takes_a_fee():
    paid = entries.paid_over_entry(3, moved(-8_000, 25, chart.PROCESSOR_AVAILABLE))
    assert amounts(paid) == {chart.BANK: 8_000, chart.PROCESSING: 25, chart.PROCESSOR_AVAILABLE: -8_025}
    assert amounts(entries.fee_entry(3, moved(-200))) == {chart.PROCESSING: 200, chart.PROCESSOR_PENDING: -200}


@given(gross=st.integers(-(10**9), 10**9).filter(bool), fee=st.integers(-(10**6), 10**6))
def test_each_moves_the_processors_balance_by_its_net(gross, fee):
    one = moved(gross, fee)
    for entry in (
        entries.paid_entry("R", one, number=1),
        entries.tip_entry("R", one, number=1, to=[(4, gross)]),
        entries.refund_sent_entry("R", one, number=1),
        entries.refund_failed_entry("R", one, number=1),
        entries.transferred_entry("R", one, number=1, party_id=4),
        entries.disputed_entry("R", one, number=1),
        entries.dispute_won_entry("R", one, number=1),
        entries.paid_over_entry(1, one),
    ):
        assert sum(p.amount for p in entry.postings if p.account in chart.PROCESSOR) == one.net_cents


def test_figures_that_do_not_add_up_are_refused():
    with pytest.raises(Malformed):
        Moved(chart.PROCESSOR_PENDING, 100, 3, 98, "EUR", DAY)
    with pytest.raises(Malformed):
        Moved(chart.BANK, 100, 3, 97, "EUR", DAY)
