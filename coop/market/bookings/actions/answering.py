"""The worker's answer to a request, or its expiry."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from coop.market.bookings import telling
from coop.market.bookings.actions import claims
from coop.market.bookings.models import Acceptance, Decline
from coop.market.bookings.queries import Course
from coop.market.bookings.states import State, Step
from coop.money.kept_cards.actions import end_consent
from coop.money.payments import actions as payments
from coop.money.payments.entries import subject_of
from coop.people.persons.models import Person


def accept(session: Session, course: Course, *, by: Person, at: dt.datetime) -> None:
    """The worker takes the booking. Raises NotOpen."""
    course.check(by.id, Step.ACCEPT, at)
    stand(session, course, at=at)
    telling.accepted(session, course, at=at)


def decline(session: Session, course: Course, *, by: Person, reason: str, at: dt.datetime) -> None:
    """The worker does not take it, and says why. Raises NotOpen."""
    course.check(by.id, Step.DECLINE, at)
    turn_down(session, course, by=by, reason=reason, at=at)
    telling.declined(session, course, at=at)


def turn_down(session: Session, course: Course, *, by: Person | None, reason: str = "", at: dt.datetime) -> None:
    """Write down that a request was declined, or with `by` None that it expired at `at`; nobody is told."""
    course.decline = Decline(
        booking_id=course.booking.id, declined_by_id=by.id if by else None, declined_at=at, reason=reason
    )
    session.add(course.decline)
    session.flush()
    claims.release(session, course.booking)  # its time is free again
    end_consent(session, subject_of(course.booking.reference), "over", at=at)  # and nothing may be charged for it


def expire(session: Session, course: Course, *, at: dt.datetime) -> bool:
    """Write down that nobody answered, once the time is over; False when there is nothing to write."""
    if course.state(at) is not State.EXPIRED or course.decline is not None:
        return False
    turn_down(session, course, by=None, at=course.booking.answer_by or at)
    telling.expired(session, course, at=at)
    return True


def stand(session: Session, course: Course, *, at: dt.datetime) -> None:
    """Let the booking stand: its time is kept, and its money is awaited unless it is cash."""
    booking = course.booking
    course.acceptance = Acceptance(booking_id=booking.id, accepted_by_id=booking.worker_id, accepted_at=at)
    session.add(course.acceptance)
    session.flush()
    claims.keep(session, booking, until=None)
    course.claim_ends_at = None
    if booking.payment_method in ("transfer", "card"):
        payments.expect_transfer(
            session,
            reference=booking.reference,
            price_cents=booking.price_cents,
            worker_party_id=booking.worker.party_id,
            client_id=booking.client_id,
            at=at,
        )
