"""Entries by every filter, and one entry with all it rests on."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from coop.commons.entries.looking import Filters
from coop.commons.entries.queries import entry_list, entry_shown, kinds_and_accounts
from coop.commons.keyset import Key
from coop.ledger import chart


@pytest.mark.parametrize(
    ("filters", "kinds"),
    [
        (Filters(kind="tip"), {"tip"}),
        (Filters(account=chart.WORKER_FEES), {"booking-completed"}),
        (Filters(account="Assets:Nowhere"), set()),
        (Filters(since=dt.date(2026, 2, 1)), {"booking-paid", "booking-completed"}),
        (Filters(until=dt.date(2025, 12, 31)), set()),
        (Filters(rule="fee.rate"), {"booking-completed"}),
        (Filters(rule="fee.rate#1"), {"booking-completed"}),
        (Filters(rule="fee.rate#2"), set()),
        (Filters(rule="no such rule"), set()),
        (Filters(rule="fee.rate#x"), set()),
        (Filters(decision="charter"), {"expense"}),
        (Filters(decision="77"), set()),
        (
            Filters(
                kind="booking-completed",
                account=chart.FEES,
                rule="fee.rate",
                since=dt.date(2026, 1, 1),
                until=dt.date(2026, 1, 31),
            ),
            {"booking-completed"},
        ),
    ],
)
def test_a_filter_lists_what_it_says(session, books, filters, kinds):
    assert {entry.kind for entry in entry_list(session, filters).entries} == kinds


def test_pages_meet_in_both_directions(session, books):
    everything = [entry.id for entry in entry_list(session, Filters(), size=1000).entries]
    first = entry_list(session, Filters(), size=4)
    second = entry_list(session, Filters(), Key(before=(first.older,)), size=4)
    assert [entry.id for entry in (*first.entries, *second.entries)] == everything[:8]
    assert first.newer is None
    back = entry_list(session, Filters(), Key(after=(second.newer,)), size=4)
    assert back.entries == first.entries
    assert back.newer is None


def test_an_entry_shows_the_fee_as_it_was_worked_out(session, books):
    entry = entry_shown(session, books["completed"])
    assert (entry.fee.price_cents, entry.fee.rate, entry.fee.fee_cents) == (8400, Fraction(1, 20), 420)
    assert entry.fee_cents == 420
    assert entry.rule("fee.rate").decision == "charter"


def test_a_cash_job_shows_the_price_that_is_no_posting(session, books):
    entry = entry_shown(session, books["cash"])
    assert entry.fee_cents == entry.fee.fee_cents > 0
    assert chart.CLIENTS_HELD not in {line.account for line in entry.lines}


def test_reversals_lead_to_each_other(session, books):
    assert entry_shown(session, books["wrong"]).reversed_by == books["undone"]
    assert entry_shown(session, books["undone"]).reverses == books["wrong"]


def selects(statements):
    return len([statement for statement in statements if statement.startswith("SELECT")])


def test_an_entry_takes_three_queries_and_a_list_two(session, books, count_queries):
    count_queries.clear()
    entry_shown(session, books["completed"])
    assert selects(count_queries) == 3
    count_queries.clear()
    entry_list(session, Filters())
    assert selects(count_queries) == 2


def test_what_can_be_chosen_is_what_there_is(session, books):
    kinds, codes = kinds_and_accounts(session)
    assert kinds == [
        "booking-completed",
        "booking-paid",
        "donation",
        "expense",
        "payout",
        "period-close",
        "reversal",
        "share",
        "tip",
    ]
    assert codes[0] == chart.BANK
    assert len(codes) == len(chart.CHART)


def test_no_entries_no_kinds(session, coop):
    assert kinds_and_accounts(session)[0] == []
    assert entry_list(session, Filters()).entries == ()
