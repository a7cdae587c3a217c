"""The dates of a series before it is booked: why one is not free, and what is free near it."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from coop.market.availability.hours import Hours, Shift
from coop.market.availability.rules import Refusal, SlotTerms, is_offered
from coop.market.availability.spans import Slot, Span
from coop.market.bookings.series.preview import REACH_DAYS, is_near, look
from coop.market.bookings.series.rules import Rhythm, dates_of, rule_of
from tests.factories import NOW

PARIS, LORD_HOWE = ZoneInfo("Europe/Paris"), ZoneInfo("Australia/Lord_Howe")
HOUR = dt.timedelta(hours=1)
ALWAYS = {day: [Shift(0, 1440)] for day in range(7)}
OFFICE = {day: [Shift(9 * 60, 17 * 60)] for day in range(5)}


def utc(*when):
    return dt.datetime(*when, tzinfo=dt.UTC)



def looked(first, zone=PARIS, *, weekly=None, busy=(), visits=4, at=NOW, **terms):
    dates = dates_of(rule_of(Rhythm.WEEKLY, first, zone, count=visits), first, zone, most=99)
    return look(dates, Hours(zone, weekly or OFFICE), SlotTerms(**{"horizon_days": 365, **terms}), busy, zone=zone,
                minutes=60, at=at)  # fmt: skip


def test_every_date_is_judged_for_itself():
    taken = Span(utc(2026, 3, 17, 9), utc(2026, 3, 17, 10))
    found = looked(dt.datetime(2026, 3, 3, 10), busy=[taken], horizon_days=20)
    assert [each.refused for each in found] == [None, None, Refusal.TAKEN, Refusal.TOO_FAR]
    assert [each.is_free for each in found] == [True, True, False, False]
    assert found[0].choices == (Slot.lasting(utc(2026, 3, 3, 9), 60),)


def test_what_is_offered_instead_is_of_that_day_first_and_nearest():
    taken = Span(utc(2026, 3, 10, 9), utc(2026, 3, 10, 10))
    others = looked(dt.datetime(2026, 3, 3, 10), busy=[taken])[1].others
    shown = [slot.starts_at.astimezone(PARIS).strftime("%a %H:%M") for slot in others]
    assert shown == ["Tue 09:00", "Tue 11:00", "Tue 11:30", "Tue 12:00", "Mon 10:00", "Wed 10:00"]


def test_a_full_day_offers_the_same_time_on_the_days_around_and_no_further():
    week = Span(utc(2026, 3, 9, 0), utc(2026, 3, 12, 0))
    others = looked(dt.datetime(2026, 3, 3, 10), busy=[week])[1].others
    assert [slot.starts_at.astimezone(PARIS).strftime("%a %H:%M") for slot in others] == ["Thu 10:00", "Fri 10:00"]
    nothing = Span(utc(2026, 3, 5, 0), utc(2026, 3, 15, 0))
    assert looked(dt.datetime(2026, 3, 3, 10), busy=[nothing])[1].others == ()


def test_buffers_count():
    taken = Span(utc(2026, 3, 10, 10), utc(2026, 3, 10, 11))
    assert looked(dt.datetime(2026, 3, 3, 10), busy=[taken])[1].refused is None
    assert looked(dt.datetime(2026, 3, 3, 10), busy=[taken], buffer_after_minutes=15)[1].refused is Refusal.TAKEN


def test_a_time_shown_twice_is_the_first_and_the_second_is_beside_it():
    found = looked(dt.datetime(2026, 10, 18, 2, 30), weekly=ALWAYS, at=utc(2026, 9, 1), visits=2)
    assert found[1].choices == (Slot.lasting(utc(2026, 10, 25, 0, 30), 60), Slot.lasting(utc(2026, 10, 25, 1, 30), 60))
    busy = [Span(utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1, 30))]
    later = looked(dt.datetime(2026, 10, 18, 2, 30), weekly=ALWAYS, at=utc(2026, 9, 1), visits=2, busy=busy)
    assert later[1].choices == (Slot.lasting(utc(2026, 10, 25, 1, 30), 60),)


def test_a_time_that_clocks_skip_has_no_slot_and_others_are_offered():
    found = looked(dt.datetime(2026, 3, 22, 2, 30), weekly=ALWAYS, visits=2)[1]
    assert (found.slot, found.refused, found.is_free) == (None, None, False)
    shown = [slot.starts_at.astimezone(PARIS).strftime("%H:%M") for slot in found.others]
    assert shown[:4] == ["01:00", "01:30", "03:00", "03:30"]


def test_the_clock_of_the_place_counts_where_the_worker_lives_in_another_zone():
    zone = LORD_HOWE
    first = dt.datetime(2026, 3, 29, 9)
    dates = dates_of(rule_of(Rhythm.WEEKLY, first, zone, count=2), first, zone, most=9)
    found = look(dates, Hours(PARIS, ALWAYS), SlotTerms(horizon_days=365), (), zone=zone, minutes=60, at=NOW)
    assert [each.slot.starts_at for each in found] == [utc(2026, 3, 28, 22), utc(2026, 4, 4, 22, 30)]


spans = st.tuples(st.integers(0, 70 * 96), st.integers(1, 40)).map(
    lambda one: Span(utc(2026, 3, 2) + one[0] * HOUR / 4, utc(2026, 3, 2) + (one[0] + one[1]) * HOUR / 4)
)


@settings(max_examples=80, deadline=None)
@given(
    start=st.integers(0, 7 * 96), zone=st.sampled_from([PARIS, LORD_HOWE, ZoneInfo("America/New_York")]),
    rhythm=st.sampled_from(Rhythm), visits=st.integers(2, 8), busy=st.lists(spans, max_size=30),
    buffers=st.tuples(st.sampled_from([0, 15, 60]), st.sampled_from([0, 15, 60])), horizon=st.integers(0, 90),
)  # fmt: skip
def test_whatever_is_offered_can_be_booked_and_nothing_free_is_called_taken(
    start, zone, rhythm, visits, busy, buffers, horizon
):
    first = dt.datetime(2026, 3, 3) + start * HOUR / 4
    hours = Hours(zone, OFFICE | {5: [Shift(0, 240)]})
    terms = SlotTerms(buffer_before_minutes=buffers[0], buffer_after_minutes=buffers[1], horizon_days=horizon)
    dates = dates_of(rule_of(rhythm, first, zone, count=visits), first, zone, most=99)
    found = look(dates, hours, terms, busy, zone=zone, minutes=60, at=NOW)
    assert [each.number for each in found] == [date.number for date in dates], "none is passed over"
    for each, date in zip(found, dates, strict=True):
        own = [is_offered(hours, terms, busy, Slot.lasting(instant, 60), at=NOW) for instant in date.instants]
        assert each.is_free == any(own)
        assert all(is_offered(hours, terms, busy, slot, at=NOW) for slot in each.choices)
        assert all(is_near(date, slot.starts_at, zone) for slot in each.choices)
        assert len(set(each.choices)) == len(each.choices)


def test_near_is_less_than_half_a_week():
    first = dt.datetime(2026, 3, 3, 10)
    (date,) = dates_of(rule_of(Rhythm.WEEKLY, first, PARIS, count=1), first, PARIS, most=9)
    assert REACH_DAYS == 3
    assert is_near(date, utc(2026, 3, 6, 22, 30), PARIS)
    assert not is_near(date, utc(2026, 3, 6, 23, 30), PARIS), "the seventh, in Paris"
    assert is_near(date, utc(2026, 2, 28, 0), PARIS)
