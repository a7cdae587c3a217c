"""Any stretch of days is a few whole years, months and days."""

from __future__ import annotations

import calendar
import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from coop.ledger.snapshots.spans import EVER, between, containing

DAYS = st.dates(dt.date(1999, 1, 1), dt.date(2032, 12, 31))


def days_of(kind, begins):
    last = {
        "year": dt.date(begins.year, 12, 31),
        "month": begins.replace(day=calendar.monthrange(begins.year, begins.month)[1]),
        "day": begins,
    }[kind]
    return [begins + dt.timedelta(days=n) for n in range((last - begins).days + 1)]


@given(DAYS, DAYS)
def test_the_spans_are_each_day_once(since, until):
    spans = between(since, until)
    days = [day for kind, begins in spans for day in days_of(kind, begins)]
    assert days == [since + dt.timedelta(days=n) for n in range((until - since).days + 1)]
    assert len([kind for kind, _ in spans if kind != "year"]) <= 2 * (30 + 11)


@given(DAYS)
def test_a_day_lies_in_the_spans_that_contain_it(day):
    ever, *others = containing(day)
    assert ever == ("ever", EVER)
    assert all(day in days_of(kind, begins) for kind, begins in others)


def test_time_has_an_end():
    assert between(dt.date(9999, 1, 1), dt.date.max) == [("year", dt.date(9999, 1, 1))]
    assert between(dt.date(9999, 12, 31), dt.date.max) == [("day", dt.date.max)]
    assert between(dt.date.max, dt.date.min) == []
