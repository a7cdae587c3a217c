"""What is open of the coming days."""

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from coop.market.availability.hours import Hours, Shift
from coop.market.availability.openings import less, openings
from coop.market.availability.spans import Span

START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)


def span(begins: int, finishes: int) -> Span:
    return Span(START + dt.timedelta(minutes=begins), START + dt.timedelta(minutes=finishes))


spans = st.lists(
    st.tuples(st.integers(0, 300), st.integers(1, 60)).map(lambda pair: span(pair[0], pair[0] + pair[1])), max_size=6
)


@given(spans, spans)
def test_what_is_left_is_every_minute_that_is_open_and_not_taken(opened, busy):
    from coop.market.availability.spans import merged

    left = less(merged(opened), busy)
    for minute in range(370):
        here = span(minute, minute + 1)
        is_open = any(each.contains(here) for each in merged(opened))
        is_taken = any(each.overlaps(here) for each in busy)
        assert any(each.contains(here) for each in left) == (is_open and not is_taken)


def test_a_night_the_clocks_go_forward_has_an_hour_less():
    hours = Hours(ZoneInfo("Europe/Paris"), {6: [Shift(60, 300)]})  # Sundays, 1:00 to 5:00
    at = dt.datetime(2026, 3, 28, 12, tzinfo=dt.UTC)
    [(day, open_then)] = openings(hours, [], at=at, first=dt.date(2026, 3, 29), days=1)
    assert day == dt.date(2026, 3, 29)
    assert open_then == [Span(dt.datetime(2026, 3, 29, 0, tzinfo=dt.UTC), dt.datetime(2026, 3, 29, 3, tzinfo=dt.UTC))]


def test_what_is_over_is_not_open_any_more():
    hours = Hours(ZoneInfo("UTC"), {0: [Shift(540, 1020)]})
    at = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
    [(_day, open_then)] = openings(hours, [], at=at, first=at.date(), days=1)
    assert open_then == [Span(at, at.replace(hour=17))]
