"""The arithmetic of a statement, without a database."""

from __future__ import annotations

import datetime as dt

from coop.ledger import chart
from coop.money.statements.rules import Basis, Bounds, Cut, Flow, Read, statement, together

MARCH = Cut(dt.date(2026, 3, 1), dt.date(2026, 3, 31))


def test_closing_entries_are_left_out_of_income_and_counted_as_closed():
    told = statement(
        Read(
            opening={chart.BANK: 500, chart.FEES: -500},
            change={chart.BANK: 100, chart.FEES: 500, chart.SURPLUS: -600},
            closed={chart.FEES: 600, chart.SURPLUS: -600},
            credits={chart.SURPLUS: 600},
        )
    )
    assert [(line.code, line.cents) for line in told.income] == [(chart.FEES, 100)]
    assert told.result == Flow("", 500, 100, 600)
    assert told.funds == (Flow(chart.SURPLUS, 0, 600, 0),)
    assert (told.assets_cents, told.claims_cents, told.off_by_cents) == (600, 600, 0)


def test_nothing_posted_is_a_statement_of_nothing():
    told = statement(Read())
    assert (told.income, told.expenses, told.movements, told.funds, told.capital) == ((), (), (), (), ())
    assert told.off_by_cents == told.surplus_cents == told.minutes == 0


def test_books_that_do_not_balance_are_told():
    assert statement(Read(change={chart.BANK: 100, chart.FEES: -99})).off_by_cents == 1


def test_funds_add_up_and_what_one_gave_another_counts_on_both_sides():
    flows = [Flow(chart.SURPLUS, 100, 0, 30), Flow(chart.RESERVE, 5, 30, 0)]
    assert together(flows) == Flow("", 105, 30, 30)
    assert together([]) == Flow("", 0, 0, 0)


def test_effective_days_bound_the_effective_day_and_recorded_days_the_recorded_one():
    assert MARCH.inside == Bounds(since=MARCH.since, until=MARCH.until)
    assert MARCH.before == Bounds(until=dt.date(2026, 2, 28))
    recorded = Cut(MARCH.since, MARCH.until, Basis.RECORDED)
    assert recorded.inside == Bounds(recorded_since=MARCH.since, recorded_until=MARCH.until)
    assert recorded.up_to == Bounds(recorded_until=MARCH.until)
    assert Cut(None, MARCH.until).before is None


def test_what_was_not_known_yet_is_left_out():
    known = dt.date(2026, 3, 10)
    assert Cut(MARCH.since, MARCH.until, known=known).inside == Bounds(MARCH.since, MARCH.until, None, known)
    assert Cut(MARCH.since, MARCH.until, Basis.RECORDED, known).inside == Bounds(None, None, MARCH.since, known)
    assert Cut(MARCH.since, MARCH.until, Basis.RECORDED, dt.date(2026, 5, 1)).up_to == Bounds(
        recorded_until=MARCH.until
    )
