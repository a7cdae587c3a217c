"""The entries of a booking's money, without a database."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.ledger import chart
from coop.ledger.entries import Malformed, totals
from coop.money.payments import entries
from coop.money.teams.rules import Share

DAY = dt.date(2026, 3, 2)


def amounts(entry):
    return {posting.account: posting.amount for posting in entry.postings}


def completed(**facts):
    given_facts = {
        "worker_party_id": 7,
        "price_cents": 10_000,
        "fee_cents": 500,
        "minutes": 90,
        "method": "transfer",
        "day": DAY,
        "currency": "EUR",
        **facts,
    }
    return entries.completion_entry("K7Q2", **given_facts)


def test_a_held_price_is_shared_between_worker_and_fund_and_the_minutes_count():
    entry = completed()
    assert entry.reference == "booking:K7Q2:completed"
    assert amounts(entry) == {
        chart.CLIENTS_HELD: 10_000,
        chart.WORKERS_PAYABLE: -9_500,
        chart.FEES: -500,
        chart.LABOUR_WORKED: 90,
        chart.LABOUR_CONTRIBUTED: -90,
    }
    owned = {posting.account for posting in entry.postings if posting.party_id == 7}
    assert owned == {chart.WORKERS_PAYABLE, chart.FEES, chart.LABOUR_CONTRIBUTED}


def test_a_cash_job_leaves_only_the_fee_owed_in_the_books():
    entry = completed(method="cash")
    assert amounts(entry) == {
        chart.WORKER_FEES: 500,
        chart.FEES: -500,
        chart.LABOUR_WORKED: 90,
        chart.LABOUR_CONTRIBUTED: -90,
    }
    assert {posting.account: posting.party_id for posting in entry.postings}[chart.WORKER_FEES] == 7


def test_a_fee_beyond_the_price_is_refused():
    with pytest.raises(Malformed):
        completed(price_cents=100, fee_cents=101)
    with pytest.raises(Malformed):
        completed(minutes=-1)


def test_a_free_job_of_no_minutes_posts_nothing():
    assert completed(price_cents=0, fee_cents=0, minutes=0) is None


@given(
    price=st.integers(0, 10**9),
    rate=st.integers(0, 100),
    minutes=st.integers(0, 600),
    method=st.sampled_from(entries.METHODS),
)
def test_every_completion_balances_in_money_and_in_minutes(price, rate, minutes, method):
    entry = completed(price_cents=price, fee_cents=price * rate // 100, minutes=minutes, method=method)
    assert entry is None or all(off_by == 0 for off_by in totals(entry.postings).values())


def test_a_tip_has_no_fee():
    entry = entries.tip_entry(
        "K7Q2", number=1, to=[(7, 300)], source=chart.BANK, day=DAY, currency="EUR"
    )
    assert amounts(entry) == {chart.BANK: 300, chart.WORKERS_PAYABLE: -300}


def test_the_first_payment_has_the_plain_reference_and_later_ones_their_number():
    first = entries.payment_entry("K7Q2", amount_cents=5, method="transfer", day=DAY, currency="EUR")
    third = entries.payment_entry("K7Q2", amount_cents=5, method="clearing", day=DAY, currency="EUR", number=3)
    assert (first.reference, third.reference) == ("booking:K7Q2:paid", "booking:K7Q2:paid:3")
    assert amounts(first) == {chart.BANK: 5, chart.CLIENTS_HELD: -5}
    assert amounts(third) == {chart.CLEARING: 5, chart.CLIENTS_HELD: -5}


def test_a_cancellation_keeps_what_worker_fee_and_fund_get():
    entry = entries.cancellation_entry(
        "K7Q2", shares=[Share(7, 4_750, 250)], fund_cents=0, day=DAY, currency="EUR"
    )
    assert amounts(entry) == {chart.CLIENTS_HELD: 5_000, chart.WORKERS_PAYABLE: -4_750, chart.FEES: -250}
