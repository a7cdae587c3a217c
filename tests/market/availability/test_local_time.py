"""Clock readings and instants, with the awkward places of the world."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.market.availability.local_time import (
    UnknownZone,
    instants,
    is_shown_twice,
    offset_name,
    offset_spans,
    wall_clock,
    zone_named,
    zone_names,
)

# Europe and America change by the hour, Lord Howe by half, Troll by two, Apia once by a day; Morocco for
# Ramadan, Cairo and Beirut at midnight, Pyongyang with politics; Kathmandu is at 5:45.
ZONES = [
    "America/New_York",
    "Europe/Paris",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Antarctica/Troll",
    "America/St_Johns",
    "Asia/Pyongyang",
    "UTC",
]
moments = st.datetimes(datetime(2005, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
zones = st.sampled_from(ZONES).map(zone_named)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("zone", "shown", "when"),
    [
        ("America/New_York", "2026-03-08 13:00", ["2026-03-08 17:00"]),
        ("America/New_York", "2026-03-08 18:00", ["2026-03-08 22:00"]),
        ("America/New_York", "2026-03-08 02:30", []),
        ("Europe/Paris", "2026-10-25 02:30", ["2026-10-25 00:30", "2026-10-25 01:30"]),
        ("Europe/Paris", "2026-10-25 03:00", ["2026-10-25 02:00"]),
        ("Europe/Paris", "2026-03-29 02:30", []),
        ("Australia/Lord_Howe", "2026-04-05 01:45", ["2026-04-04 14:45", "2026-04-04 15:15"]),
        ("Australia/Lord_Howe", "2026-10-04 02:15", []),
        ("Australia/Lord_Howe", "2026-10-04 02:30", ["2026-10-03 15:30"]),
        ("Pacific/Apia", "2011-12-30 00:00", []),
        ("Pacific/Apia", "2011-12-30 12:00", []),
        ("Pacific/Apia", "2011-12-31 00:00", ["2011-12-30 10:00"]),
        ("Africa/Casablanca", "2026-02-10 12:00", ["2026-02-10 11:00"]),
        ("Africa/Casablanca", "2026-03-01 12:00", ["2026-03-01 12:00"]),
        ("Africa/Casablanca", "2026-04-01 12:00", ["2026-04-01 11:00"]),
    ],
)
def test_a_clock_reading_names_no_one_or_two_instants(zone, shown, when):
    assert instants(wall(shown), zone_named(zone)) == tuple(utc(each) for each in when)


@given(moments, zones)
def test_every_instant_is_among_those_of_its_own_reading(instant, zone):
    assert instant in instants(wall_clock(instant, zone), zone)


@given(st.datetimes(datetime(2005, 1, 1), datetime(2035, 1, 1)), zones)
def test_every_instant_found_shows_the_reading(shown, zone):
    found = instants(shown, zone)
    assert len(found) <= 2
    assert list(found) == sorted(set(found))
    assert all(wall_clock(instant, zone) == shown for instant in found)


def test_the_fold_of_a_reading_does_not_matter():
    paris = zone_named("Europe/Paris")
    shown = wall("2026-10-25 02:30")
    assert instants(shown.replace(fold=1), paris) == instants(shown, paris)


def test_two_equal_readings_are_told_apart_by_their_offsets():
    paris = zone_named("Europe/Paris")
    first, second = instants(wall("2026-10-25 02:30"), paris)
    assert is_shown_twice(first, paris)
    assert is_shown_twice(second, paris)
    assert not is_shown_twice(second + timedelta(hours=1), paris)
    assert (offset_name(first, paris), offset_name(second, paris)) == ("UTC+02:00", "UTC+01:00")


def test_offsets_west_of_greenwich_and_off_the_hour_are_written_right():
    at = utc("2026-01-15 12:00")
    assert offset_name(at, zone_named("America/St_Johns")) == "UTC−03:30"
    assert offset_name(at, zone_named("Asia/Kathmandu")) == "UTC+05:45"
    assert offset_name(at, zone_named("UTC")) == "UTC+00:00"


@given(moments, st.timedeltas(timedelta(0), timedelta(days=400)), zones)
def test_offset_spans_cut_the_time_without_gaps_and_are_true_throughout(starts_at, length, zone):
    spans = list(offset_spans(zone, starts_at, starts_at + length))
    cursor = starts_at
    for begins, finishes, offset in spans:
        assert begins == cursor
        assert begins < finishes
        for instant in (begins, begins + (finishes - begins) / 2, finishes - timedelta(microseconds=1)):
            assert wall_clock(instant, zone) - instant.replace(tzinfo=None) == offset
        cursor = finishes
    assert cursor == starts_at + length
    assert all(before[2] != after[2] for before, after in pairwise(spans))


def test_offset_spans_are_cut_to_the_second():
    spans = list(offset_spans(zone_named("Europe/Paris"), utc("2026-10-24 22:00"), utc("2026-10-25 22:00")))
    assert [each[:2] for each in spans] == [
        (utc("2026-10-24 22:00"), utc("2026-10-25 01:00")),
        (utc("2026-10-25 01:00"), utc("2026-10-25 22:00")),
    ]


def test_a_reading_with_a_zone_and_an_instant_without_are_refused():
    paris = zone_named("Europe/Paris")
    with pytest.raises(ValueError, match="shows no zone"):
        instants(utc("2026-03-01 12:00"), paris)
    with pytest.raises(ValueError, match="needs a zone"):
        wall_clock(wall("2026-03-01 12:00"), paris)


@pytest.mark.parametrize(
    "name",
    ["", "Mars/Olympus", "europe/paris", "../../etc/passwd", "/etc/localtime", "localtime", "EST", "Europe"],
)
def test_only_places_of_the_database_are_zones(name):
    assert name not in zone_names()
    with pytest.raises(UnknownZone):
        zone_named(name)
