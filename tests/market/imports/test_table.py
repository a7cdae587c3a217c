"""Files are read whole: every bad line is listed with field, reason and remedy."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.market.imports.mapping import Mapping
from coop.market.imports.table import BadFile, read_table
from tests.market.imports.lines import HEADER, line, table

OURS = Mapping()


def only(content: bytes, mapping: Mapping = OURS):
    reading = read_table(content, mapping)
    assert reading.bad == ()
    (booking,) = reading.bookings
    return booking


def faults(content: bytes, mapping: Mapping = OURS):
    (bad,) = read_table(content, mapping).bad
    assert all(fault.reason and fault.remedy for fault in bad.faults)
    return bad.line, [fault.field for fault in bad.faults]


def test_a_line_tells_of_a_booking():
    booking = only(table(line()))
    assert booking.line == 2
    assert booking.starts_at == dt.datetime(2019, 3, 5, 15, 0, tzinfo=dt.UTC)
    assert (booking.price_cents, booking.tip_cents, booking.minutes) == (1010, 100, 12)
    assert booking.place == "Astoria → Harlem"


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + table(line()),
        table(line()).replace(b"\n", b"\r\n"),
        table(line()).rstrip(b"\n"),
        table(line(), "", ""),
        table(line()).replace(b"green cab", b'"green cab"'),
    ],
    ids=["byte order mark", "CRLF", "no last newline", "blank lines", "quoted"],
)
def test_what_spreadsheets_do_to_a_file_changes_nothing(content):
    assert only(content).digest == only(table(line())).digest


def test_the_trips_are_all_good(data):
    reading = read_table((data / "bookings/trips.csv").read_bytes(), OURS)
    assert (len(reading.bookings), len(reading.bad)) == (6384, 0)
    assert sum(booking.price_cents for booking in reading.bookings) == 10_569_513
    assert sum(booking.tip_cents for booking in reading.bookings) == 1_273_232


def test_the_trips_as_recorded_have_49_bad_lines(data):
    reading = read_table((data / "bookings/trips-as-recorded.csv").read_bytes(), OURS)
    fields = [{fault.field for fault in bad.faults} for bad in reading.bad]
    assert len(reading.bad) == 49
    assert sum("method" in each for each in fields) == 44
    assert sum("ends_at" in each for each in fields) == 6
    assert reading.bad[0].line == 74
    assert [(len(bad.faults), bad.line) for bad in reading.bad if len(bad.faults) > 1] == [(2, 4490)]


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("reference", ""), ("reference", "a/b"), ("reference", "x" * 41),
        ("worker", ""), ("worker", "w" * 61),
        ("service", ""), ("service", "s" * 101), ("starts_at", ""), ("starts_at", "yesterday"),
        ("starts_at", "2019-03-05"), ("starts_at", "2019-02-30 10:00"), ("ends_at", "2019-03-05 09:59"),
        ("ends_at", "2019-03-05 10:00:00"), ("ends_at", "2019-05-05 10:00"),
        ("timezone", ""), ("timezone", "EST"), ("timezone", "Mars/Base"), ("price", ""),
        ("price", "-5.00"), ("price", "1.234"), ("price", "$5"),
        ("price", "1e3"), ("price", "NaN"), ("tip", "-1.00"), ("tip", "some"), ("currency", ""),
        ("method", ""), ("method", "cheque"),
    ],
)
def test_a_field_that_cannot_be_taken_is_named(field, written):
    assert faults(table(line(**{field: written}))) == (2, [field])


def test_a_tip_without_a_price_is_refused():
    assert faults(table(line(price="0.00", tip="2.00"))) == (2, ["tip"])


def test_everything_wrong_with_a_line_is_said_at_once():
    assert faults(table(line(price="x", method="", ends_at=""))) == (2, ["ends_at", "price", "method"])


def test_the_same_reference_twice_is_refused():
    (bad,) = read_table(table(line(), line(worker="driver-02")), OURS).bad
    (fault,) = bad.faults
    assert (bad.line, fault.field, fault.reason) == (3, "reference", "stands on line 2 already")


def test_a_line_with_too_many_cells_is_refused():
    assert faults(table(line() + ",more")) == (2, ["columns"])


def test_line_numbers_count_lines_not_rows():
    content = table('"T0\n",' + line().split(",", 1)[1], line(method=""))
    assert [bad.line for bad in read_table(content, OURS).bad] == [4]


# Clocks in New York jumped from 2:00 to 3:00 on 2019-03-10, and went back from 2:00 to 1:00 on 2019-11-03.
def test_a_time_that_never_was_is_refused():
    assert faults(table(line(starts_at="2019-03-10 02:30", ends_at="2019-03-10 03:10"))) == (2, ["starts_at"])
    assert faults(table(line(starts_at="2019-03-10 01:50", ends_at="2019-03-10 02:05"))) == (2, ["ends_at"])


def test_a_trip_across_the_missing_hour_lasts_what_it_lasted():
    assert only(table(line(starts_at="2019-03-10 01:50", ends_at="2019-03-10 03:10"))).minutes == 20


def test_a_time_shown_twice_is_taken_as_the_first():
    booking = only(table(line(starts_at="2019-11-03 01:30", ends_at="2019-11-03 01:50")))
    assert booking.starts_at == dt.datetime(2019, 11, 3, 5, 30, tzinfo=dt.UTC)
    assert booking.minutes == 20


def test_an_end_that_looks_earlier_than_the_start_is_the_second_time_around():
    assert only(table(line(starts_at="2019-11-03 01:50", ends_at="2019-11-03 01:10"))).minutes == 20


def test_an_offset_leaves_nothing_to_guess():
    booking = only(table(line(starts_at="2019-11-03T01:30:00-05:00", ends_at="2019-11-03T01:50:00-05:00")))
    assert booking.starts_at == dt.datetime(2019, 11, 3, 6, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (HEADER.encode(), "no bookings"),
        (table(line(), header=HEADER.replace("price", "amount")), "lacks: price"),
        (table(line(), header=HEADER.replace("tip", "price")), "twice: price"),
        (table(line()).decode().encode("utf-16"), "UTF-16"),
        (table(line(worker="José")).decode().encode("latin-1"), "line 2: byte 0xe9"),
        (table(line()) + b"\x00", "zero byte"),
        (table('"' + line()), "line 2: "),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "line 1: byte 0x89"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content, says):
    with pytest.raises(BadFile, match=says):
        read_table(content, OURS)


def test_optional_columns_may_be_missing():
    header, cells = HEADER.split(","), line().split(",")
    kept = [i for i, name in enumerate(header) if name not in ("tip", "from_zone", "to_zone")]
    booking = only(table(",".join(cells[i] for i in kept), header=",".join(header[i] for i in kept)))
    assert (booking.tip_cents, booking.place) == (0, "")


@given(st.binary(max_size=300))
def test_no_file_whatever_breaks_the_reader(content):
    with contextlib.suppress(BadFile):
        read_table(content, OURS)


cells = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)


@given(st.lists(cells, max_size=13))
def test_no_line_whatever_breaks_the_reader(cells):
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    with contextlib.suppress(BadFile):
        assert read_table(table(quoted, line()), OURS).lines >= 1


@given(seconds=st.integers(1, 100_000))
def test_minutes_are_whole_half_up(seconds):
    starts = dt.datetime(2019, 3, 5, 10)
    booking = only(table(line(starts_at=str(starts), ends_at=str(starts + dt.timedelta(seconds=seconds)))))
    assert booking.minutes == (seconds + 30) // 60


@given(cents=st.integers(0, 10**9))
def test_amounts_are_read_to_the_cent(cents):
    written = f"{cents // 100}.{cents % 100:02d}"
    assert only(table(line(price=written, tip=""))).price_cents == cents
