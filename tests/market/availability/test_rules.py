"""Slots that are offered are free, inside the hours, and on the clock."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coop.market.availability.hours import Hours, Shift
from coop.market.availability.local_time import wall_clock, zone_named
from coop.market.availability.rules import (
    Refusal,
    SlotTerms,
    by_date,
    is_offered,
    next_free,
    offered,
    refusal,
)
from coop.market.availability.spans import Slot, Span
from tests.market.availability.test_hours import ALL_DAY, shifts
from tests.market.availability.test_local_time import ZONES, utc

PARIS = zone_named("Europe/Paris")
NINE_TO_FIVE = Hours(PARIS, {weekday: [Shift(540, 1020)] for weekday in range(5)})
MONDAY_MORNING = utc("2026-03-02 06:00")  # 07:00 in Paris
HALVES = SlotTerms(step_minutes=30)


def starts(slots: list[Slot], zone=UTC) -> list[str]:
    return [f"{slot.starts_at.astimezone(zone):%m-%d %H:%M}" for slot in slots]


def test_slots_fill_the_hours_and_end_inside_them():
    slots = offered(NINE_TO_FIVE, HALVES, [], minutes=120, at=MONDAY_MORNING, last_day=date(2026, 3, 2))
    assert starts(slots, PARIS)[0] == "03-02 09:00"
    assert starts(slots, PARIS)[-1] == "03-02 15:00"
    assert len(slots) == 13
    assert all(slot.length == timedelta(hours=2) for slot in slots)


def test_new_york_on_the_day_the_clocks_go_forward():
    hours = Hours(zone_named("America/New_York"), {6: [Shift.between(time(13), time(18))]})
    slots = offered(
        hours,
        HALVES,
        [],
        minutes=60,
        at=utc("2026-03-06 12:00"),
        first_day=date(2026, 3, 8),
        last_day=date(2026, 3, 8),
    )
    assert starts(slots)[0] == "03-08 17:00"
    assert slots[-1] == Slot(utc("2026-03-08 21:00"), utc("2026-03-08 22:00"))
    assert len(slots) == 9


def test_a_time_that_comes_twice_is_offered_twice_and_a_skipped_one_never():
    always = Hours(PARIS, {weekday: [ALL_DAY] for weekday in range(7)})

    def shown_on(day: date) -> list[str]:
        at = datetime.combine(day - timedelta(days=2), time(), tzinfo=UTC)
        slots = offered(always, HALVES, [], minutes=30, at=at, first_day=day, last_day=day)
        return [f"{wall_clock(slot.starts_at, PARIS):%H:%M}" for slot in slots]

    autumn, spring = shown_on(date(2026, 10, 25)), shown_on(date(2026, 3, 29))
    assert autumn.count("02:30") == autumn.count("02:00") == 2
    assert len(autumn) == 50
    assert "02:30" not in spring
    assert "02:00" not in spring
    assert len(spring) == 46


def test_lord_howe_gains_and_loses_half_an_hour():
    zone = zone_named("Australia/Lord_Howe")
    always = Hours(zone, {weekday: [ALL_DAY] for weekday in range(7)})
    lengths = {}
    for day in (date(2026, 4, 5), date(2026, 7, 1), date(2026, 10, 4)):
        at = datetime.combine(day - timedelta(days=3), time(), tzinfo=UTC)
        lengths[day.month] = len(offered(always, HALVES, [], minutes=30, at=at, first_day=day, last_day=day))
    assert lengths == {4: 49, 7: 48, 10: 47}


def test_apia_offers_nothing_on_the_day_it_left_out():
    apia = zone_named("Pacific/Apia")
    hours = Hours(apia, {weekday: [Shift(540, 660)] for weekday in range(7)})
    slots = offered(
        hours, SlotTerms(step_minutes=30, horizon_days=4), [], minutes=60, at=utc("2011-12-28 20:00")
    )
    assert sorted(by_date(slots, apia)) == [date(2011, 12, day) for day in (28, 29, 31)] + [date(2012, 1, 1)]


def test_casablanca_keeps_its_clock_hours_through_ramadan():
    hours = Hours(zone_named("Africa/Casablanca"), {weekday: [Shift(540, 600)] for weekday in range(7)})
    terms = SlotTerms(step_minutes=30, horizon_days=90)
    slots = offered(hours, terms, [], minutes=60, at=utc("2026-02-01 00:00"))
    in_utc = {f"{slot.starts_at:%m-%d}": f"{slot.starts_at:%H:%M}" for slot in slots}
    assert (in_utc["02-14"], in_utc["02-15"], in_utc["03-21"], in_utc["03-22"]) == (
        "08:00",
        "09:00",
        "09:00",
        "08:00",
    )


def test_work_may_run_over_midnight_where_the_hours_do():
    hours = Hours(PARIS, {0: [Shift.between(time(22), time(2))]})
    slots = offered(hours, HALVES, [], minutes=180, at=MONDAY_MORNING, last_day=date(2026, 3, 3))
    assert starts(slots, PARIS) == ["03-02 22:00", "03-02 22:30", "03-02 23:00"]


def test_a_busy_span_takes_its_time_and_the_listings_own_buffers_with_it():
    busy = [Span(utc("2026-03-02 11:00"), utc("2026-03-02 12:00"))]  # 12:00 to 13:00 in Paris
    terms = SlotTerms(buffer_before_minutes=30, buffer_after_minutes=15, step_minutes=15)
    slots = offered(NINE_TO_FIVE, terms, busy, minutes=60, at=MONDAY_MORNING, last_day=date(2026, 3, 2))
    shown = starts(slots, PARIS)
    assert "03-02 10:45" in shown
    assert "03-02 11:00" not in shown
    assert "03-02 13:15" not in shown
    assert "03-02 13:30" in shown


def test_work_that_just_fits_between_two_bookings_is_offered():
    busy = [
        Span(utc("2026-03-02 08:00"), utc("2026-03-02 10:00")),
        Span(utc("2026-03-02 12:00"), utc("2026-03-02 16:00")),
    ]
    terms = SlotTerms(buffer_before_minutes=15, buffer_after_minutes=15, step_minutes=15)
    fitting, longer = (
        offered(NINE_TO_FIVE, terms, busy, minutes=minutes, at=MONDAY_MORNING, last_day=date(2026, 3, 2))
        for minutes in (90, 91)
    )
    assert starts(fitting) == ["03-02 10:15"]
    assert longer == []


def test_work_of_several_days_is_offered_where_the_hours_never_close():
    always = Hours(PARIS, {weekday: [ALL_DAY] for weekday in range(7)})
    slots = offered(always, SlotTerms(horizon_days=0), [], minutes=10 * 1440, at=MONDAY_MORNING)
    assert starts(slots, PARIS)[-1] == "03-02 23:45"


def test_buffers_may_lie_outside_the_hours():
    terms = SlotTerms(buffer_before_minutes=60, buffer_after_minutes=60)
    slots = offered(NINE_TO_FIVE, terms, [], minutes=480, at=MONDAY_MORNING, last_day=date(2026, 3, 2))
    assert starts(slots, PARIS) == ["03-02 09:00"]


def test_notice_counts_elapsed_minutes_and_its_very_end_is_enough():
    terms = SlotTerms(notice_minutes=24 * 60)
    at = utc("2026-03-02 09:30")
    assert starts(offered(NINE_TO_FIVE, terms, [], minutes=60, at=at), PARIS)[0] == "03-03 10:30"
    slot = Slot.lasting(utc("2026-03-03 09:30"), 60)
    assert is_offered(NINE_TO_FIVE, terms, [], slot, at=at)
    assert refusal(NINE_TO_FIVE, terms, [], slot, at=at + timedelta(seconds=1)) is Refusal.TOO_SOON


def test_the_horizon_counts_dates_of_the_worker_and_offers_the_last_one_whole():
    terms = SlotTerms(horizon_days=3)
    slots = offered(NINE_TO_FIVE, terms, [], minutes=60, at=utc("2026-03-02 23:30"))  # Tuesday in Paris
    assert sorted(by_date(slots, PARIS)) == [date(2026, 3, day) for day in (3, 4, 5, 6)]
    assert starts(slots, PARIS)[-1] == "03-06 16:00"


def test_days_out_of_reach_offer_nothing():
    assert offered(NINE_TO_FIVE, HALVES, [], minutes=60, at=MONDAY_MORNING, last_day=date(2026, 3, 1)) == []
    assert offered(NINE_TO_FIVE, HALVES, [], minutes=60, at=MONDAY_MORNING, first_day=date(2027, 3, 1)) == []


@pytest.mark.parametrize(
    ("starts_at", "minutes", "why"),
    [
        ("2026-03-02 05:00", 60, Refusal.TOO_SOON),
        ("2026-02-02 09:00", 60, Refusal.TOO_SOON),
        ("2026-09-02 09:00", 60, Refusal.TOO_FAR),
        ("2026-03-02 09:05", 60, Refusal.OFF_THE_GRID),
        ("2026-03-02 09:15", 60, Refusal.OFF_THE_GRID),
        ("2026-03-02 09:00:01", 60, Refusal.OFF_THE_GRID),
        ("2026-03-02 15:30", 60, Refusal.CLOSED),
        ("2026-03-02 09:00", 1440, Refusal.CLOSED),
        ("2026-03-07 09:00", 60, Refusal.CLOSED),
        ("2026-03-02 10:30", 60, Refusal.TAKEN),
        ("2026-03-02 10:00", 60, None),
        ("2026-03-02 12:00", 60, None),
    ],
)
def test_a_forged_time_is_refused_with_its_reason(starts_at, minutes, why):
    busy = [Span(utc("2026-03-02 11:00"), utc("2026-03-02 12:00"))]
    slot = Slot.lasting(utc(starts_at), minutes)
    assert refusal(NINE_TO_FIVE, HALVES, busy, slot, at=MONDAY_MORNING) is why


def test_the_next_free_slot_may_be_weeks_away_or_never():
    away = [Span(MONDAY_MORNING, MONDAY_MORNING + timedelta(days=20))]
    found = next_free(NINE_TO_FIVE, HALVES, away, minutes=60, at=MONDAY_MORNING)
    assert found == Slot.lasting(utc("2026-03-23 08:00"), 60)
    soon = SlotTerms(horizon_days=14)
    assert next_free(NINE_TO_FIVE, soon, away, minutes=60, at=MONDAY_MORNING) is None
    assert next_free(Hours(PARIS), HALVES, [], minutes=60, at=MONDAY_MORNING) is None


@pytest.mark.parametrize(
    "terms",
    [{"step_minutes": 10}, {"notice_minutes": -1}, {"horizon_days": -1}, {"buffer_before_minutes": -5}],
)
def test_impossible_terms_cannot_be_made(terms):
    with pytest.raises(ValueError, match=r"slots|negative"):
        SlotTerms(**terms)


def test_a_slot_of_no_length_and_a_clock_without_zone_are_refused():
    with pytest.raises(ValueError, match="lasts some minutes"):
        offered(NINE_TO_FIVE, HALVES, [], minutes=0, at=MONDAY_MORNING)
    with pytest.raises(ValueError, match="needs a zone"):
        offered(NINE_TO_FIVE, HALVES, [], minutes=60, at=datetime(2026, 3, 2))
    with pytest.raises(ValueError, match="needs a zone"):
        refusal(NINE_TO_FIVE, HALVES, [], Slot.lasting(MONDAY_MORNING, 60), at=datetime(2026, 3, 2))


CHANGES = ["2026-03-08", "2026-03-29", "2026-04-05", "2026-06-10", "2026-10-04", "2026-10-25", "2011-12-30"]
some_hours = st.builds(
    Hours,
    st.sampled_from(ZONES).map(zone_named),
    st.dictionaries(st.integers(0, 6), st.lists(shifts, max_size=2), min_size=2),
    st.dictionaries(
        st.sampled_from(CHANGES).map(date.fromisoformat), st.lists(shifts, max_size=1), max_size=2
    ),
)
some_terms = st.builds(
    SlotTerms,
    buffer_before_minutes=st.integers(0, 90),
    buffer_after_minutes=st.integers(0, 90),
    notice_minutes=st.integers(0, 2000),
    horizon_days=st.integers(0, 4),
    step_minutes=st.sampled_from([15, 30]),
)


@st.composite
def askings(draw):
    """Someone asks, two days before a change of clocks, while some of the time is taken."""
    at = utc(draw(st.sampled_from(CHANGES))) - timedelta(days=2, seconds=draw(st.integers(0, 86_400)))
    busy = [
        Span.lasting(at + timedelta(minutes=draw(st.integers(-500, 6000))), draw(st.integers(1, 600)))
        for _ in range(draw(st.integers(0, 6)))
    ]
    return draw(some_hours), draw(some_terms), busy, draw(st.integers(1, 400)), at


@settings(max_examples=150, deadline=None)
@given(askings())
def test_offered_slots_are_exactly_those_that_would_be_accepted(asking):
    hours, terms, busy, minutes, at = asking
    slots = offered(hours, terms, busy, minutes=minutes, at=at)
    begins = at.replace(minute=0, second=0, microsecond=0)
    everything = (
        Slot.lasting(begins + timedelta(minutes=15 * quarter), minutes)
        for quarter in range(4 * 24 * (terms.horizon_days + 3))
    )
    assert slots == [slot for slot in everything if is_offered(hours, terms, busy, slot, at=at)]


@settings(max_examples=150, deadline=None)
@given(askings())
def test_no_offered_slot_meets_busy_time_or_leaves_the_hours_or_the_grid(asking):
    hours, terms, busy, minutes, at = asking
    for slot in offered(hours, terms, busy, minutes=minutes, at=at):
        kept_free = slot.padded(terms.buffer_before_minutes, terms.buffer_after_minutes)
        assert not any(kept_free.overlaps(other) for other in busy)
        assert slot.length == timedelta(minutes=minutes)
        shown = wall_clock(slot.starts_at, hours.zone)
        assert shown.minute % terms.step_minutes == shown.second == shown.microsecond == 0
        assert slot.starts_at >= at + timedelta(minutes=terms.notice_minutes)
        for minute in range(minutes):
            assert _inside(hours, wall_clock(slot.starts_at + timedelta(minutes=minute), hours.zone))


@settings(max_examples=60, deadline=None)
@given(askings())
def test_the_next_free_slot_is_the_first_offered(asking):
    hours, terms, busy, minutes, at = asking
    slots = offered(hours, terms, busy, minutes=minutes, at=at)
    assert next_free(hours, terms, busy, minutes=minutes, at=at) == (slots[0] if slots else None)


@settings(max_examples=60, deadline=None)
@given(askings())
def test_days_asked_for_one_by_one_make_the_whole(asking):
    hours, terms, busy, minutes, at = asking
    slots = offered(hours, terms, busy, minutes=minutes, at=at)
    today = wall_clock(at, hours.zone).date()
    days = [today + timedelta(days=number) for number in range(-1, terms.horizon_days + 2)]
    asked = [
        slot
        for day in days
        for slot in offered(hours, terms, busy, minutes=minutes, at=at, first_day=day, last_day=day)
    ]
    assert sorted(asked) == slots
    grouped = by_date(slots, hours.zone)
    assert [slot for day in sorted(grouped) for slot in grouped[day]] == slots


def _inside(hours: Hours, shown: datetime) -> bool:
    """Whether a clock reading lies in the hours, worked out from the words of their definition."""
    of_day, day = shown.hour * 60 + shown.minute, shown.date()
    yesterday = day - timedelta(days=1)
    if any(each.starts_minute <= of_day < each.ends_minute for each in hours.shifts_starting(day)):
        return True
    return day not in hours.exceptions and any(
        of_day + 1440 < each.ends_minute for each in hours.shifts_starting(yesterday)
    )
