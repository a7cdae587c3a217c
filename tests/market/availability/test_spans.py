"""Stretches of time."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.market.availability.spans import Slot, Span, merged

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def span(starts: int, ends: int) -> Span:
    return Span(START + timedelta(minutes=starts), START + timedelta(minutes=ends))


some_spans = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda pair: span(pair[0], sum(pair))), max_size=12
)


def test_spans_that_touch_do_not_overlap():
    assert not span(0, 60).overlaps(span(60, 120))
    assert span(0, 61).overlaps(span(60, 120))
    assert span(0, 120).contains(span(0, 120))
    assert not span(0, 119).contains(span(60, 120))


@pytest.mark.parametrize("ends", [0, -1])
def test_an_empty_or_backward_span_cannot_be_made(ends):
    with pytest.raises(ValueError, match="ends after it starts"):
        span(0, ends)


def test_a_span_without_a_zone_cannot_be_made():
    with pytest.raises(ValueError, match="with zone"):
        Span(START.replace(tzinfo=None), START)


def test_an_hour_has_sixty_minutes_on_the_night_the_clocks_change():
    paris = ZoneInfo("Europe/Paris")
    slot = Slot.lasting(datetime(2026, 10, 25, 2, 30, tzinfo=paris), 60)
    assert slot == Slot(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    assert slot.length == timedelta(hours=1)
    # Both ends show 02:30 in Paris; kept in their own zone, they would compare as equal.
    assert Slot(slot.starts_at.astimezone(paris), slot.ends_at.astimezone(paris)) == slot


def test_a_slot_is_padded_on_both_sides():
    assert Slot.lasting(START, 60).padded(15, 30) == span(-15, 90)


@given(some_spans)
def test_merged_spans_hold_the_same_minutes_apart_and_in_order(spans):
    joined = merged(spans)
    assert all(before.ends_at < after.starts_at for before, after in pairwise(joined))
    for minute in range(-1, 81):
        here = span(minute, minute + 1)
        assert any(each.contains(here) for each in joined) == any(each.overlaps(here) for each in spans)
