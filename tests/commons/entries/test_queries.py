"""Entries by every filter, and one entry with all it rests on."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from coop.commons.entries.filters import Filters, link
from coop.commons.entries.queries import entry_list, entry_shown, kinds_and_accounts, posted
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


def numbers(session, **filters):
    return {entry.id for entry in entry_list(session, Filters(**filters), size=1000).entries}


def test_accounts_may_be_named_by_what_they_begin_with(session, books):
    both = numbers(session, within="Income:,Expenses:")
    assert both == numbers(session, within="Income:") | numbers(session, within="Expenses:")
    assert numbers(session, within="Income:Fees") == numbers(session, account="Income:Fees")
    for nothing in ("Income", "%:", "_ncome:"):
        assert numbers(session, within=nothing) == set()


def test_closing_entries_can_be_left_out(session, books):
    assert numbers(session, within="Income:") - numbers(session, within="Income:", closing="no") == {books["closing"]}


def test_a_side_is_of_the_accounts_named(session, books):
    on_credit = numbers(session, account=chart.FEES, side="credit")
    assert books["closing"] not in on_credit
    assert numbers(session, account=chart.FEES, side="debit") == {books["closing"]}
    assert on_credit | {books["closing"]} == numbers(session, account=chart.FEES)


def test_recorded_days_are_the_coops_own(session, books, now):
    assert numbers(session, recorded_since=now.date(), recorded_until=now.date()) == numbers(session)
    assert numbers(session, recorded_until=now.date() - dt.timedelta(days=1)) == set()
    assert numbers(session, recorded_since=now.date() + dt.timedelta(days=1)) == set()


def test_the_accounts_named_are_summed_over_all_pages(session, books):
    assert posted(session, Filters()) is None  # not told: nothing is not zero
    fees = Filters(account=chart.FEES, closing="no", until=dt.date(2026, 1, 31))
    assert posted(session, fees) == {"EUR": books["fees"]}
    assert sum(entry.cents for entry in entry_list(session, fees, size=1000).entries) == books["fees"]
    assert posted(session, Filters(within="Assets:Labour:")).keys() == {"MIN"}
    assert posted(session, Filters(account=chart.FEES, side="debit")) == {"EUR": books["fees"]}


def test_an_address_says_its_filters_and_is_read_again(client, books):
    filters = Filters(within="Income:,Expenses:", side="debit", closing="no", recorded_until=dt.date(2026, 3, 2))
    assert link(filters) == (
        "/ledger/entries?within=Income:,Expenses:&side=debit&recorded_until=2026-03-02&closing=no"
    )
    page = client.get(link(filters)).text
    assert 'value="Income:,Expenses:"' in page
    assert "€13.00" in page, "3.00 spent, and a gift of 10.00 undone"
    assert link(Filters()) == "/ledger/entries"


@pytest.mark.parametrize("query", ["recorded_until=9999-12-31", "recorded_since=0001-01-01", "side=left&closing=x",
                                   "within=,,:,%25&side=debit", "within=%00", "within=" + "a:," * 300])
def test_odd_filters_are_answered(client, books, query):
    assert client.get("/ledger/entries?" + query).status_code == 200
