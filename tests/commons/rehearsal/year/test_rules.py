"""One file of trips is made into four, on the clock of the place."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest

from coop.commons.rehearsal.year.rules import quartered

HEAD = "reference,starts_at,ends_at,note\n"
CUTS = (dt.date(2019, 3, 8), dt.date(2019, 3, 16))
WEEKS = dt.timedelta(weeks=13)


def rows(part):
    return list(csv.DictReader(io.StringIO(part.decode())))


def test_each_part_is_moved_so_often_and_nothing_else_of_a_trip_changes():
    content = (
        HEAD
        + 'a,2019-03-07 23:50:00,2019-03-08 00:10:00,"x, y"\n'
        + "b,2019-03-08 00:00:00,2019-03-08 00:05:00,\n"
        + "c,2019-03-20 09:00:00,2019-03-20 09:30:00,z\n"
    )
    first, second, third = map(rows, quartered(content.encode(), cuts=CUTS, moved_by=WEEKS))
    assert first == [{"reference": "a", "starts_at": "2019-03-07 23:50:00", "ends_at": "2019-03-08 00:10:00",
                      "note": "x, y"}]
    assert (second[0]["starts_at"], second[0]["ends_at"]) == ("2019-06-07 00:00:00", "2019-06-07 00:05:00")
    assert (third[0]["starts_at"], third[0]["note"]) == ("2019-09-18 09:00:00", "z")


def test_every_trip_is_in_one_part(data):
    content = (data / "bookings" / "trips.csv").read_bytes()
    parts = [rows(part) for part in quartered(content, cuts=CUTS, moved_by=WEEKS)]
    given = [row["reference"] for row in rows(content)]
    assert [row["reference"] for part in parts for row in part] == given


def test_a_file_of_another_form_is_refused():
    with pytest.raises(KeyError):
        quartered(b"reference,begins\na,b\n", cuts=CUTS, moved_by=WEEKS)
    with pytest.raises(ValueError, match="does not match format"):
        quartered((HEAD + "a,yesterday,today,\n").encode(), cuts=CUTS, moved_by=WEEKS)
