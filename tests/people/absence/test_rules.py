"""Days of leave, hours and standing, by hand and by many random days."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from coop.people.absence.rules import (
    DAY,
    Condition,
    Span,
    condition_on,
    days_of,
    history,
    minutes_asked,
    most_in_a_year,
)

FIRST = dt.date(2026, 1, 1)
OFFSETS = st.integers(0, 800)
SPANS = st.lists(st.tuples(OFFSETS, st.integers(0, 60)).map(
    lambda pair: (FIRST + pair[0] * DAY, FIRST + (pair[0] + pair[1]) * DAY)), max_size=6)


@given(spans=SPANS, since=OFFSETS, length=OFFSETS)
def test_a_day_counts_once(spans, since, length):
    begins, ends = FIRST + since * DAY, FIRST + (since + length) * DAY
    each = {begin + number * DAY for begin, end in spans for number in range((end - begin).days + 1)}
    assert days_of(spans, since=begins, until=ends) == sum(begins <= day <= ends for day in each)


@given(spans=SPANS)
def test_no_stretch_of_a_year_holds_more_than_is_said(spans):
    most = most_in_a_year(spans)
    for start in range(0, 800, 7):
        begins = FIRST + start * DAY
        assert days_of(spans, since=begins, until=begins + 364 * DAY) <= most


def test_hours_are_asked_for_the_days_that_count():
    assert minutes_asked(12, window_days=90, counted_days=90) == 720
    assert minutes_asked(12, window_days=90, counted_days=45) == 360
    assert minutes_asked(12, window_days=90, counted_days=1) == 8
    assert minutes_asked(12, window_days=90, counted_days=-3) == 0


CONDITIONS = st.lists(st.builds(
    lambda condition, pair: Span(condition, *pair),
    st.sampled_from([Condition.ON_LEAVE, Condition.SUSPENDED]),
    st.tuples(OFFSETS, st.integers(0, 60)).map(
        lambda pair: (FIRST + pair[0] * DAY, FIRST + (pair[0] + pair[1]) * DAY)),
), max_size=6)


@given(spans=CONDITIONS, left=st.none() | OFFSETS, day=OFFSETS)
def test_a_history_adjoins_and_says_what_each_day_says(spans, left, day):
    if left is not None:
        spans = [*spans, Span(Condition.LEFT, FIRST + left * DAY)]
    found = history(spans, admitted_on=FIRST)
    assert found[0].since == FIRST
    assert found[-1].until is None
    for one, following in pairwise(found):
        assert one.until + DAY == following.since
        assert one.condition is not following.condition
    on = FIRST + day * DAY
    (holding,) = [span for span in found if span.holds(on)]
    assert holding.condition is condition_on(spans, on)


def test_suspension_goes_before_leave_and_leaving_before_all():
    spans = [
        Span(Condition.ON_LEAVE, FIRST, FIRST + 9 * DAY),
        Span(Condition.SUSPENDED, FIRST + 5 * DAY, FIRST + 6 * DAY),
        Span(Condition.LEFT, FIRST + 8 * DAY),
    ]
    assert [(span.condition.value, span.since.day) for span in history(spans, admitted_on=FIRST)] == [
        ("on_leave", 1), ("suspended", 6), ("on_leave", 8), ("left", 9),
    ]
