"""Another time for a booking: one side proposes, the other answers. Until then the old time stays kept."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from coop.market.availability import queries as availability
from coop.market.availability.rules import Refusal
from coop.market.availability.spans import Slot
from coop.market.bookings import telling
from coop.market.bookings.actions import claims
from coop.market.bookings.actions.answering import stand
from coop.market.bookings.actions.claims import NotOffered, SlotTaken
from coop.market.bookings.models import Booking, Reschedule
from coop.market.bookings.queries import Course
from coop.market.bookings.states import Side, State, Step
from coop.people.persons.models import Person
from coop.policies.in_force import in_force


def propose_time(
    session: Session, course: Course, *, by: Person, starts_at: dt.datetime, at: dt.datetime
) -> Reschedule:
    """Propose to do the same work at another time; a proposal still open is replaced.

    A client can propose what the listing offers; a worker any time that is free, also outside the hours.
    Raises NotOpen, NotOffered, SlotTaken.
    """
    side = course.check(by.id, Step.PROPOSE_TIME, at)
    booking = course.booking
    slot = Slot(starts_at, starts_at + (booking.ends_at - booking.starts_at))
    _check_free(session, booking, slot, side, at)
    if course.proposal is not None:
        course.proposal.answered_at, course.proposal.accepted = at, False
        session.flush()
    course.proposal = Reschedule(
        booking_id=booking.id,
        proposed_by_id=by.id,
        proposed_at=at,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
    )
    session.add(course.proposal)
    if course.state(at) is State.REQUESTED:
        # The other side gets as long to answer as the worker had.
        hours = in_force(session, "booking.answer_hours", at).whole
        booking.answer_by = min(at + dt.timedelta(hours=hours), slot.starts_at)
        claims.keep(session, booking, until=booking.answer_by)
    session.flush()
    telling.time_proposed(session, course, course.proposal, by_worker=side is Side.WORKER, at=at)
    return course.proposal


def answer_time(session: Session, course: Course, *, by: Person, accepted: bool, at: dt.datetime) -> None:
    """Take the proposed time or leave it; taking it settles a request too, since both sides agree then.

    Raises NotOpen, NotOffered when its start has passed, and SlotTaken when the time has gone meanwhile.
    """
    side = course.check(by.id, Step.ANSWER_TIME, at)
    proposal, booking = course.proposal, course.booking
    if proposal is None:  # pragma: no cover - the step is open only while there is one
        raise LookupError(f"{booking.reference} has no proposed time")
    proposal.answered_at, proposal.accepted = at, accepted
    session.flush()
    if accepted:
        slot = Slot(proposal.starts_at, proposal.ends_at)
        if slot.starts_at <= at:
            raise NotOffered(Refusal.TOO_SOON)
        claims.move(session, booking, slot, at=at)
        booking.starts_at, booking.ends_at = slot.starts_at, slot.ends_at
        booking.sequence += 1
        session.flush()
        if course.acceptance is None:
            stand(session, course, at=at)
    elif course.acceptance is None:
        # The request goes on at its own time, for no longer than that time is ahead.
        booking.answer_by = min(booking.answer_by or booking.starts_at, booking.starts_at)
        claims.keep(session, booking, until=booking.answer_by)
    course.proposal = None
    session.flush()
    telling.time_answered(session, course, proposal, by_worker=side is Side.WORKER, at=at)


def _check_free(session: Session, booking: Booking, slot: Slot, side: Side, at: dt.datetime) -> None:
    refused = availability.refusal(session, booking.listing, slot, at, besides=booking.id)
    if slot.starts_at <= at:
        raise NotOffered(Refusal.TOO_SOON)
    if refused is Refusal.TAKEN:
        raise SlotTaken
    if refused is None:
        return
    if side is Side.CLIENT:
        raise NotOffered(refused)
    padded = slot.padded(booking.listing.buffer_before_minutes, booking.listing.buffer_after_minutes)
    busy = availability.busy_of_all(
        session, claims.worker_ids(booking), padded.starts_at, padded.ends_at, at, besides=booking.id
    )
    if busy:
        raise SlotTaken
