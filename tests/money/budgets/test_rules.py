"""A budget over any days: parts add up, gaps are told, nothing is lost to rounding."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.ledger.chart import FEES, RUNNING, TOOLS
from coop.money.budgets.rules import (
    Compared,
    NotBudgetable,
    Plan,
    check_recordable,
    compared,
    covered,
    part,
    total,
)

JANUARY = (dt.date(2026, 1, 1), dt.date(2026, 1, 31))
YEAR = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
cents = st.integers(-(10**12), 10**12)


@given(cents, st.integers(1, 4000), st.data())
def test_parts_of_adjoining_days_add_up(amount, days, data):
    first = data.draw(st.integers(0, days))
    middle = data.draw(st.integers(first, days))
    after = data.draw(st.integers(middle, days))
    one = part(amount, first=first, after=middle, days=days)
    other = part(amount, first=middle, after=after, days=days)
    assert one + other == part(amount, first=first, after=after, days=days)
    assert part(amount, first=0, after=days, days=days) == amount
    assert abs(part(amount, first=first, after=after, days=days) - Fraction(amount * (after - first), days)) < 1


@given(cents, st.dates(dt.date(2025, 12, 1), dt.date(2027, 2, 1)), st.dates(dt.date(2025, 12, 1), dt.date(2027, 2, 1)))
def test_a_day_more_or_less_loses_nothing(amount, one, other):
    plan = Plan(*YEAR, {RUNNING: amount})
    since, until = min(one, other), max(one, other)
    middle = since + (until - since) / 2
    after = middle + dt.timedelta(days=1)
    whole = [stretch.lines[RUNNING] for stretch in covered([plan], since, until)]
    halves = [s.lines[RUNNING] for days in ((since, middle), (after, until)) for s in covered([plan], *days)]
    assert sum(halves) == sum(whole)


def test_a_range_within_a_year_takes_its_days():
    (stretch,) = covered([Plan(*YEAR, {RUNNING: 36_500})], *JANUARY)
    assert (stretch.since, stretch.until, stretch.lines, stretch.spread) == (*JANUARY, {RUNNING: 3_100}, True)


def test_a_budget_covers_only_its_own_days():
    plan = Plan(*JANUARY, {FEES: 100})
    (stretch,) = covered([plan], *YEAR)
    assert (stretch.since, stretch.until, stretch.lines, stretch.spread) == (*JANUARY, {FEES: 100}, False)
    assert covered([plan], dt.date(2026, 2, 1), dt.date(2026, 2, 28)) == []
    assert covered([], *YEAR) == []


def test_adjoining_budgets_are_one_stretch_and_a_gap_makes_two():
    february = Plan(dt.date(2026, 2, 1), dt.date(2026, 2, 28), {FEES: 7, TOOLS: 1})
    april = Plan(dt.date(2026, 4, 1), dt.date(2026, 4, 30), {FEES: 5})
    first, second = covered([april, february, Plan(*JANUARY, {FEES: 100})], *YEAR)
    assert (first.since, first.until, first.lines) == (JANUARY[0], february.closes_on, {FEES: 107, TOOLS: 1})
    assert (second.since, second.until, second.lines) == (april.opens_on, april.closes_on, {FEES: 5})


def test_what_is_budgeted_or_booked_is_listed_with_what_is_left():
    rows = compared({RUNNING: 1_000, FEES: 0}, {RUNNING: 250, TOOLS: 40}, (FEES, RUNNING, TOOLS))
    assert rows == [Compared(FEES, 0, 0), Compared(RUNNING, 1_000, 250), Compared(TOOLS, None, 40)]
    assert [row.left_cents for row in rows] == [0, 750, -40]
    assert [row.used for row in rows] == [None, Fraction(1, 4), None]
    assert total(rows) == Compared("", 1_000, 290)
    assert total([Compared(TOOLS, None, 40)]) == Compared("", None, 40)


def test_fees_given_back_are_below_zero_and_their_share_is_not():
    row = Compared("Income:FeesRefunded", -200, -50)
    assert (row.left_cents, row.used) == (-150, Fraction(1, 4))


@pytest.mark.parametrize(
    ("plan", "replaces", "why"),
    [
        (Plan(JANUARY[1], JANUARY[0], {FEES: 1}), 0, "order"),
        (Plan(dt.date(2027, 1, 1), dt.date(2027, 1, 1), {}), 0, "empty"),
        (Plan(*JANUARY, {FEES: 1}), 0, "overlap"),
        (Plan(dt.date(2025, 12, 1), dt.date(2026, 1, 1), {FEES: 1}), 0, "overlap"),
        (Plan(*YEAR, {FEES: 1}), 1, "meanwhile"),
    ],
)
def test_what_cannot_be_recorded_says_why(plan, replaces, why):
    with pytest.raises(NotBudgetable, match=why):
        check_recordable(plan, [Plan(*YEAR, {FEES: 2})], version=2, replaces=replaces)


def test_a_new_version_of_the_same_days_may_be_recorded():
    check_recordable(Plan(*YEAR, {FEES: 1}), [Plan(*YEAR, {FEES: 2})], version=2, replaces=2)
