"""Opening hours by the wall clock."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coop.market.availability.hours import Hours, Shift, open_spans
from coop.market.availability.local_time import wall_clock, zone_named
from coop.market.availability.spans import Span
from tests.market.availability.test_local_time import ZONES, utc

MONDAY, FRIDAY, SATURDAY, SUNDAY = 0, 4, 5, 6
PARIS = zone_named("Europe/Paris")
ALL_DAY = Shift(0, 1440)

shifts = st.integers(0, 1439).flatmap(
    lambda start: st.integers(start + 1, 2880).map(lambda end: Shift(start, end))
)


def spans(*pairs: tuple[str, str]) -> list[Span]:
    return [Span(utc(starts), utc(ends)) for starts, ends in pairs]


def test_new_york_on_the_day_the_clocks_go_forward():
    hours = Hours(zone_named("America/New_York"), {SUNDAY: [Shift.between(time(13), time(18))]})
    assert open_spans(hours, utc("2026-03-08 00:00"), utc("2026-03-09 12:00")) == spans(
        ("2026-03-08 17:00", "2026-03-08 22:00")
    )


def test_a_night_shift_is_an_hour_shorter_or_longer_when_the_clocks_change():
    hours = Hours(PARIS, {SATURDAY: [Shift.between(time(22), time(6))]})
    spring = open_spans(hours, utc("2026-03-28 12:00"), utc("2026-03-29 12:00"))
    autumn = open_spans(hours, utc("2026-10-24 12:00"), utc("2026-10-25 12:00"))
    assert [each.length for each in spring + autumn] == [timedelta(hours=7), timedelta(hours=9)]


def test_hours_that_end_inside_the_repeated_hour_close_and_open_again():
    hours = Hours(PARIS, {SUNDAY: [Shift.between(time(1), time(2, 30))]})
    assert open_spans(hours, utc("2026-10-24 12:00"), utc("2026-10-25 12:00")) == spans(
        ("2026-10-24 23:00", "2026-10-25 00:30"), ("2026-10-25 01:00", "2026-10-25 01:30")
    )


def test_hours_inside_the_skipped_hour_do_not_open():
    hours = Hours(PARIS, {SUNDAY: [Shift.between(time(2), time(3))]})
    assert open_spans(hours, utc("2026-03-28 12:00"), utc("2026-03-29 12:00")) == []


def test_apia_has_no_thirtieth_of_december_2011():
    apia = zone_named("Pacific/Apia")
    friday = Hours(apia, {FRIDAY: [ALL_DAY]})
    always = Hours(apia, {weekday: [ALL_DAY] for weekday in range(7)})
    around = utc("2011-12-29 12:00"), utc("2011-12-31 12:00")
    assert open_spans(friday, *around) == []
    assert open_spans(always, *around) == [Span(*around)]


def test_clocks_that_go_back_over_midnight_show_the_end_of_the_day_before_again():
    st_johns = zone_named(
        "America/St_Johns"
    )  # until 2011 at 00:01, so that Saturday came back for 59 minutes
    change = utc("2010-11-07 02:31")
    friday, sunday = (
        Hours(st_johns, {FRIDAY: [Shift(1439, 2879)]}),
        Hours(st_johns, {SUNDAY: [Shift(0, 1440)]}),
    )
    half_an_hour = change, change + timedelta(minutes=30)
    assert open_spans(sunday, change - timedelta(minutes=1), half_an_hour[1]) == spans(
        ("2010-11-07 02:30", "2010-11-07 02:31")
    )
    assert open_spans(friday, change - timedelta(seconds=1), half_an_hour[1]) == [Span(*half_an_hour)]


def test_shifts_that_touch_over_midnight_are_one():
    hours = Hours(PARIS, {MONDAY: [Shift(1200, 1440)], 1: [Shift(0, 240)]})
    assert open_spans(hours, utc("2026-03-02 00:00"), utc("2026-03-04 00:00")) == spans(
        ("2026-03-02 19:00", "2026-03-03 03:00")
    )


def test_a_closed_date_also_ends_the_shift_that_began_the_evening_before():
    hours = Hours(PARIS, {MONDAY: [Shift(1320, 1560)], 1: [Shift(540, 600)]}, {date(2026, 3, 3): []})
    assert open_spans(hours, utc("2026-03-02 00:00"), utc("2026-03-04 00:00")) == spans(
        ("2026-03-02 21:00", "2026-03-02 23:00")
    )


def test_a_date_with_other_hours_has_those_and_no_others():
    hours = Hours(
        PARIS, {weekday: [Shift(540, 1020)] for weekday in range(7)}, {date(2026, 3, 3): [Shift(600, 660)]}
    )
    assert open_spans(hours, utc("2026-03-02 12:00"), utc("2026-03-04 12:00")) == spans(
        ("2026-03-02 12:00", "2026-03-02 16:00"),
        ("2026-03-03 09:00", "2026-03-03 10:00"),
        ("2026-03-04 08:00", "2026-03-04 12:00"),
    )


def test_an_exception_may_itself_run_past_midnight():
    hours = Hours(PARIS, {}, {date(2026, 3, 3): [Shift.between(time(22), time(2))]})
    assert open_spans(hours, utc("2026-03-03 00:00"), utc("2026-03-05 00:00")) == spans(
        ("2026-03-03 21:00", "2026-03-04 01:00")
    )


def test_no_time_holds_no_hours():
    hours = Hours(PARIS, {weekday: [ALL_DAY] for weekday in range(7)})
    assert open_spans(hours, utc("2026-03-03 00:00"), utc("2026-03-03 00:00")) == []


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from(ZONES).map(zone_named),
    weekly=st.dictionaries(st.integers(0, 6), st.lists(shifts, max_size=2)),
    change=st.sampled_from(
        ["2026-03-08", "2026-03-29", "2026-04-05", "2026-10-04", "2026-10-25", "2011-12-30"]
    ),
    minutes=st.lists(st.integers(0, 3 * 1440 - 1), min_size=40, max_size=40),
)
def test_an_instant_is_open_exactly_when_the_wall_clock_shows_a_time_inside_the_hours(
    zone, weekly, change, minutes
):
    hours = Hours(zone, weekly)
    begins = utc(change) - timedelta(days=1)
    found = open_spans(hours, begins, begins + timedelta(days=3))
    for minute in minutes:
        instant = begins + timedelta(minutes=minute)
        shown = wall_clock(instant, zone)
        of_day = shown.hour * 60 + shown.minute
        today, yesterday = weekly.get(shown.weekday(), []), weekly.get((shown.weekday() - 1) % 7, [])
        inside = any(each.starts_minute <= of_day < each.ends_minute for each in today) or any(
            of_day + 1440 < each.ends_minute for each in yesterday
        )
        assert any(each.starts_at <= instant < each.ends_at for each in found) == inside


@pytest.mark.parametrize(
    ("starts", "ends", "shift"),
    [
        (time(9), time(17), Shift(540, 1020)),
        (time(22), time(2), Shift(1320, 1560)),
        (time(0), time(0), Shift(0, 1440)),
        (time(22), time(0), Shift(1320, 1440)),
    ],
)
def test_an_end_not_after_the_start_is_on_the_next_day(starts, ends, shift):
    assert Shift.between(starts, ends) == shift
    assert shift.ends_next_day == (shift.ends_minute > 1440)


@pytest.mark.parametrize(("starts", "ends"), [(-1, 60), (1440, 1500), (60, 60), (60, 30), (60, 2881)])
def test_a_shift_that_starts_outside_its_day_or_ends_after_the_next_cannot_be_made(starts, ends):
    with pytest.raises(ValueError, match="shift"):
        Shift(starts, ends)


def test_there_are_seven_weekdays():
    with pytest.raises(ValueError, match="weekdays"):
        Hours(PARIS, {7: [ALL_DAY]})


def test_hours_are_the_same_instants_from_whatever_side_they_are_asked():
    hours = Hours(PARIS, {weekday: [Shift(540, 1020), Shift(1320, 1560)] for weekday in range(7)})
    begins = datetime(2026, 10, 20, tzinfo=UTC)
    whole = open_spans(hours, begins, begins + timedelta(days=10))
    assert whole == [each for each in whole if open_spans(hours, each.starts_at, each.ends_at) == [each]]
