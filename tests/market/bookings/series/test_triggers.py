"""What the databases refuse about series whatever the code above them does: tried with plain SQL."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from coop.market.bookings.models import Booking
from tests.factories import make_person
from tests.market.bookings.factories import make_booking, make_hold, make_listing
from tests.market.bookings.series.factories import make_held_series, make_series


@pytest.fixture
def listing(session, coop):
    return make_listing(session)


def refused(session, statement, **values):
    session.commit()
    with pytest.raises(DBAPIError):
        session.execute(text(statement), values)
        session.commit()
    session.rollback()


@pytest.mark.parametrize(
    "change",
    ["price_cents = 1", "recurrence = 'FREQ=DAILY;COUNT=9'", "left_out = '20260310T100000'", "client_id = NULL",
     "requested_at = NULL", "minutes = 15", "timezone = 'UTC'", "reference = 'X'"],
)  # fmt: skip
def test_what_was_agreed_is_never_rewritten(session, listing, change):
    found = make_series(session, listing)
    refused(session, f"UPDATE series SET {change} WHERE id = :id", id=found.series.id)


def test_a_series_that_was_asked_for_is_never_deleted_nor_loses_a_visit(session, listing):
    found = make_series(session, listing)
    refused(session, "DELETE FROM series_visits WHERE series_id = :id", id=found.series.id)
    refused(session, "UPDATE series_visits SET number = 99 WHERE series_id = :id", id=found.series.id)
    session.execute(text("SELECT 1"))
    refused(session, "DELETE FROM series WHERE id = :id", id=found.series.id)


def test_no_visit_is_added_once_it_was_asked_for_nor_one_of_another_job(session, listing):
    asked = make_series(session, listing)
    client = asked.series.client
    other = make_hold(session, make_listing(session), client=client)
    insert = (
        "INSERT INTO series_visits (booking_id, series_id, number, planned_at) "
        "SELECT :booking, :series, 50, starts_at FROM series WHERE id = :series"
    )
    refused(session, insert, booking=other.id, series=asked.series.id)
    series = make_held_series(session, make_listing(session), client=client)
    refused(session, insert, booking=other.id, series=series.id)
    booked = make_booking(session, make_listing(session))
    refused(session, insert, booking=booked.booking.id, series=series.id)


def test_a_visit_is_not_asked_for_without_its_series(session, listing):
    series = make_held_series(session, listing, client=make_person(session))
    refused(session, "UPDATE bookings SET requested_at = held_at WHERE id IN "
            "(SELECT booking_id FROM series_visits WHERE series_id = :id)", id=series.id)  # fmt: skip


def test_only_the_worker_answers_and_only_a_party_ends(session, listing):
    found = make_series(session, listing)
    held = make_held_series(session, make_listing(session), client=found.series.client)
    answer = (
        "INSERT INTO series_answers (series_id, answered_by_id, accepted, answered_at) "
        "SELECT :series, :by, true, held_at FROM series WHERE id = :series"
    )
    end = (
        "INSERT INTO series_ends (series_id, ended_by_id, ended_at) "
        "SELECT :series, :by, held_at FROM series WHERE id = :series"
    )
    stranger = make_person(session)
    for by in (stranger.id, found.series.client_id):
        refused(session, answer, series=found.series.id, by=by)
    refused(session, answer, series=held.id, by=held.worker_id)
    refused(session, end, series=found.series.id, by=stranger.id)
    refused(session, end, series=held.id, by=held.worker_id)
    session.execute(text(answer), {"series": found.series.id, "by": found.series.worker_id})
    session.execute(text(end), {"series": found.series.id, "by": found.series.client_id})
    for table in ("series_answers", "series_ends"):
        refused(session, f"DELETE FROM {table}")
        refused(session, f"UPDATE {table} SET series_id = series_id + 1")


@pytest.mark.only_on("sqlite")
def test_replacing_does_not_get_around_it(session, listing):
    found = make_series(session, listing)
    refused(session, "INSERT OR REPLACE INTO series SELECT * FROM series WHERE id = :id", id=found.series.id)
    refused(session, "INSERT OR REPLACE INTO series_visits SELECT * FROM series_visits WHERE series_id = :id",
            id=found.series.id)  # fmt: skip
    assert session.get_one(Booking, found.courses[0].booking.id).requested_at is not None
