"""What the databases refuse whatever the code above them does: tried with plain SQL."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from coop.market.bookings import actions
from coop.market.bookings.models import Acceptance, Cancellation, Completion, Decline, NoShow
from tests.factories import NOW
from tests.market.bookings.factories import TOMORROW, make_booking, make_hold, make_listing

HOUR = dt.timedelta(hours=1)
CLAIM = (
    "INSERT INTO slot_claims (booking_id, worker_id, padded_from, padded_until) "
    "SELECT :booking, worker_id, padded_from, padded_until FROM slot_claims WHERE booking_id = :other"
)


@pytest.fixture(autouse=True)
def founded(coop):
    return coop


@pytest.fixture
def pair(session):
    """Two holds of one worker, one after the other."""
    listing = make_listing(session)
    first, second = make_hold(session, listing), make_hold(session, listing, starts_at=TOMORROW + 4 * HOUR)
    session.commit()
    return first, second


def refused(session, statement, **values):
    with pytest.raises(DBAPIError):
        session.execute(text(statement), values)
    session.rollback()


def test_a_claim_cannot_be_moved_onto_another(session, pair):
    first, second = pair
    refused(
        session,
        "UPDATE slot_claims SET padded_from = (SELECT padded_from FROM slot_claims WHERE booking_id = :other), "
        "padded_until = (SELECT padded_until FROM slot_claims WHERE booking_id = :other) WHERE booking_id = :id",
        id=second.id,
        other=first.id,
    )


def test_a_second_claim_of_the_same_time_is_refused(session, pair):
    first, second = pair
    session.execute(text("DELETE FROM slot_claims WHERE booking_id = :id"), {"id": second.id})
    refused(session, CLAIM, booking=second.id, other=first.id)


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE"])
def test_replacing_does_not_get_around_it(session, pair, verb):
    first, second = pair
    before = session.execute(text("SELECT * FROM slot_claims ORDER BY booking_id")).all()
    statement = CLAIM.replace("INSERT", verb, 1)
    try:
        session.execute(text(statement), {"booking": second.id, "other": first.id})
    except IntegrityError:
        session.rollback()
    assert session.execute(text("SELECT * FROM slot_claims ORDER BY booking_id")).all() == before


@pytest.mark.only_on("sqlite")
def test_a_time_written_in_another_form_is_refused(session, pair):
    first, _ = pair
    refused(
        session,
        "UPDATE slot_claims SET padded_from = '2026-03-03T09:00', padded_until = '2026-03-03T10:00' "
        "WHERE booking_id = :id",
        id=first.id,
    )


def test_a_claim_cannot_pass_to_another_worker_or_booking(session, pair):
    first, _ = pair
    course = make_booking(session, starts_at=TOMORROW + 48 * HOUR)
    session.commit()
    refused(
        session, "UPDATE slot_claims SET worker_id = :who WHERE booking_id = :id",
        id=first.id, who=course.booking.worker_id,
    )


def test_the_time_of_a_booking_that_stands_cannot_be_given_away(session):
    course = make_booking(session, accepted=True)
    session.commit()
    refused(session, "DELETE FROM slot_claims WHERE booking_id = :id", id=course.booking.id)


@pytest.mark.parametrize("column", ["price_cents", "fee_cents", "worker_id", "client_id", "fee_rule_id"])
def test_a_bookings_snapshot_is_never_rewritten(session, column):
    course = make_booking(session)
    session.commit()
    refused(session, f"UPDATE bookings SET {column} = {column} + 1 WHERE id = :id", id=course.booking.id)


def test_a_booking_is_never_deleted(session):
    course = make_booking(session)
    session.commit()
    refused(session, "DELETE FROM bookings WHERE id = :id", id=course.booking.id)


def _acceptance(booking):
    return Acceptance(booking_id=booking.id, accepted_by_id=booking.worker_id, accepted_at=NOW)


def _decline(booking):
    return Decline(booking_id=booking.id, declined_by_id=booking.worker_id, declined_at=NOW)


def _cancellation(booking):
    return Cancellation(
        booking_id=booking.id, cancelled_by_id=booking.worker_id, cancelled_at=NOW, kept_cents=0, refund_cents=0
    )


def _completion(booking):
    return Completion(booking_id=booking.id, confirmed_by_id=booking.worker_id, confirmed_at=NOW, minutes=60)


def _no_show(booking):
    return NoShow(
        booking_id=booking.id, reported_by_id=booking.worker_id, absent_id=booking.client_id, reported_at=NOW,
        contest_by=NOW,
    )


def _requested(session):
    return make_booking(session)


def _accepted(session):
    return make_booking(session, accepted=True)


def _declined(session):
    course = make_booking(session)
    actions.decline(session, course, by=course.booking.worker, reason="", at=NOW)
    return course


def _cancelled(session):
    course = make_booking(session, accepted=True)
    actions.cancel(session, course, by=course.booking.client, reason="", at=NOW)
    return course


def _completed(session):
    return make_booking(session, completed=True)


def _missed(session):
    course = make_booking(session, accepted=True)
    actions.report_no_show(session, course, by=course.booking.worker, at=TOMORROW + HOUR)
    return course


@pytest.mark.parametrize(
    ("course_of", "record"),
    [
        (_requested, _completion), (_requested, _no_show),
        (_accepted, _acceptance), (_accepted, _decline),
        (_declined, _acceptance), (_declined, _cancellation), (_declined, _completion),
        (_cancelled, _completion), (_cancelled, _no_show), (_cancelled, _acceptance), (_cancelled, _decline),
        (_completed, _cancellation), (_completed, _no_show), (_completed, _decline), (_completed, _completion),
        (_missed, _cancellation), (_missed, _completion),
    ],
)  # fmt: skip
def test_a_booking_takes_one_course(session, course_of, record):
    course = course_of(session)
    session.commit()
    session.expunge_all()
    session.add(record(course.booking))
    with pytest.raises(DBAPIError):
        session.flush()
    session.rollback()


@pytest.mark.parametrize("verb", ["UPDATE booking_completions SET minutes = 1", "DELETE FROM booking_completions"])
def test_a_completion_is_never_rewritten(session, verb):
    make_booking(session, completed=True)
    session.commit()
    refused(session, verb)
