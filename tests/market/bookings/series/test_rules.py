"""On which days a series falls: the same clock time on every one, whatever the clocks do."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coop.market.availability.local_time import instants, wall_clock, zone_names
from coop.market.bookings.series.rules import NoRule, Rhythm, dates_of, read, rhythm_of, rule_of, written

NEW_YORK, PARIS = ZoneInfo("America/New_York"), ZoneInfo("Europe/Paris")
LORD_HOWE, APIA = ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Pacific/Apia")


def at(*when):
    return dt.datetime(*when)


def utc(*when):
    return dt.datetime(*when, tzinfo=dt.UTC)


def starts(first, zone, rhythm=Rhythm.WEEKLY, **end):
    """The instants of a series, a tuple for each date."""
    return [each.instants for each in dates_of(rule_of(rhythm, first, zone, **end), first, zone, most=99)]


def test_a_weekly_nine_stays_nine_when_new_york_goes_to_summer_time():
    assert starts(at(2026, 3, 1, 9), NEW_YORK, count=3) == [
        (utc(2026, 3, 1, 14),), (utc(2026, 3, 8, 13),), (utc(2026, 3, 15, 13),)
    ]  # fmt: skip


def test_a_fortnightly_lesson_stays_when_paris_goes_back():
    assert starts(at(2026, 10, 17, 10), PARIS, Rhythm.FORTNIGHTLY, count=2) == [
        (utc(2026, 10, 17, 8),), (utc(2026, 10, 31, 9),)
    ]  # fmt: skip


def test_lord_howe_shifts_by_half_an_hour_and_the_clock_time_stays():
    assert starts(at(2026, 3, 29, 9), LORD_HOWE, count=2) == [(utc(2026, 3, 28, 22),), (utc(2026, 4, 4, 22, 30),)]


def test_a_time_that_comes_twice_is_two_instants_and_one_date():
    assert starts(at(2026, 10, 18, 2, 30), PARIS, count=3) == [
        (utc(2026, 10, 18, 0, 30),),
        (utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1, 30)),
        (utc(2026, 11, 1, 1, 30),),
    ]


def test_a_time_that_is_skipped_is_a_date_without_an_instant_and_is_not_moved():
    first = at(2026, 3, 22, 2, 30)
    found = dates_of(rule_of(Rhythm.WEEKLY, first, PARIS, count=3), first, PARIS, most=9)
    assert [each.wall.day for each in found] == [22, 29, 5]
    assert [len(each.instants) for each in found] == [1, 0, 1]
    assert starts(at(2011, 12, 23, 9), APIA, count=2)[1] == (), "Apia has no 30 December 2011"


@pytest.mark.parametrize(
    ("rhythm", "first", "rule"),
    [
        (Rhythm.WEEKLY, at(2026, 3, 3, 9), "FREQ=WEEKLY;INTERVAL=1;COUNT=4"),
        (Rhythm.FORTNIGHTLY, at(2026, 3, 3, 9), "FREQ=WEEKLY;INTERVAL=2;COUNT=4"),
        (Rhythm.FOUR_WEEKLY, at(2026, 3, 3, 9), "FREQ=WEEKLY;INTERVAL=4;COUNT=4"),
        (Rhythm.MONTHLY, at(2026, 3, 10, 9), "FREQ=MONTHLY;BYDAY=2TU;COUNT=4"),
        (Rhythm.MONTHLY, at(2026, 3, 31, 9), "FREQ=MONTHLY;BYDAY=-1TU;COUNT=4"),
    ],
)
def test_rules_are_written_as_the_standard_has_them(rhythm, first, rule):
    assert rule_of(rhythm, first, PARIS, count=4) == rule
    assert rhythm_of(rule) is rhythm
    found = dates_of(rule, first, PARIS, most=9)
    assert [each.number for each in found] == [1, 2, 3, 4]
    assert found[0].wall == first
    assert {each.wall.weekday() for each in found} == {first.weekday()}


def test_the_fifth_weekday_of_a_month_is_its_last_from_then_on():
    first = at(2026, 3, 31, 9)
    found = dates_of(rule_of(Rhythm.MONTHLY, first, PARIS, count=4), first, PARIS, most=9)
    assert [(each.wall.month, each.wall.day) for each in found] == [(3, 31), (4, 28), (5, 26), (6, 30)]


def test_a_last_day_is_part_of_it_by_the_clock_of_the_place():
    first = at(2026, 3, 3, 23, 30)
    for zone in (NEW_YORK, PARIS, LORD_HOWE):
        assert len(starts(first, zone, until=dt.date(2026, 3, 17))) == 3
        assert len(starts(first, zone, until=dt.date(2026, 3, 16))) == 2
    assert rule_of(Rhythm.WEEKLY, first, NEW_YORK, until=dt.date(2026, 3, 17)).endswith("UNTIL=20260318T035959Z")


def test_no_series_is_without_an_end_nor_with_two_nor_ends_before_it_begins():
    first = at(2026, 3, 3, 9)
    for end in ({}, {"count": 3, "until": dt.date(2026, 4, 1)}, {"count": 0}, {"count": 1000},
                {"until": dt.date(2026, 3, 2)}):  # fmt: skip
        with pytest.raises(NoRule):
            rule_of(Rhythm.WEEKLY, first, PARIS, **end)


@pytest.mark.parametrize(
    "text",
    ["", "FREQ=WEEKLY;INTERVAL=1", "FREQ=SECONDLY;COUNT=9", "FREQ=WEEKLY;INTERVAL=3;COUNT=9",
     "FREQ=WEEKLY;INTERVAL=1;COUNT=4\nRRULE:FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=1;COUNT=99999"],
)  # fmt: skip
def test_other_rules_are_not_read(text):
    with pytest.raises(NoRule):
        dates_of(text, at(2026, 3, 3, 9), PARIS, most=9)
    with pytest.raises(NoRule):
        rhythm_of(text)


def test_dates_left_out_are_written_and_read():
    walls = [at(2026, 3, 3, 9), at(2026, 10, 25, 2, 30)]
    assert written(walls) == "20260303T090000,20261025T023000"
    assert read(written(walls)) == walls
    assert read("") == []


moments = st.datetimes(at(2020, 1, 1), at(2030, 1, 1)).map(lambda when: when.replace(second=0, microsecond=0))


@settings(max_examples=150, deadline=None)
@given(
    first=moments,
    zone=st.sampled_from(sorted(zone_names())).map(ZoneInfo),
    rhythm=st.sampled_from(Rhythm),
    count=st.integers(1, 30),
)
def test_every_date_has_the_same_local_time(first, zone, rhythm, count):
    found = dates_of(rule_of(rhythm, first, zone, count=count), first, zone, most=99)
    assert len(found) == count
    assert found[0].wall == first
    for date in found:
        assert (date.wall.time(), date.wall.weekday()) == (first.time(), first.weekday())
        assert date.instants == instants(date.wall, zone)
        assert all(wall_clock(instant, zone) == date.wall for instant in date.instants)
    walls = [date.wall for date in found]
    assert walls == sorted(set(walls))


@settings(max_examples=100, deadline=None)
@given(first=moments, zone=st.sampled_from([NEW_YORK, PARIS, LORD_HOWE]), rhythm=st.sampled_from(Rhythm),
       count=st.integers(1, 30))  # fmt: skip
def test_an_end_by_day_and_one_by_number_come_to_the_same_dates(first, zone, rhythm, count):
    by_number = dates_of(rule_of(rhythm, first, zone, count=count), first, zone, most=99)
    last = by_number[-1].wall.date()
    assert dates_of(rule_of(rhythm, first, zone, until=last), first, zone, most=99) == by_number
