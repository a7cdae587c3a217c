"""A booking that does not take place: cancelled, or somebody did not come. The money follows its terms."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from coop.market.bookings import telling
from coop.market.bookings.actions import claims
from coop.market.bookings.models import Cancellation, NoShow, Waiver
from coop.market.bookings.queries import Course
from coop.market.bookings.states import Side, Step
from coop.market.cancellations.rules import CancellationTerms, CancellationTier, Ground, cancellation_terms
from coop.money.kept_cards.actions import end_consent
from coop.money.payments import actions as payments
from coop.money.payments.entries import subject_of
from coop.people.persons.models import Person
from coop.policies.in_force import in_force
from coop.policies.queries import local_day


def terms_now(course: Course, *, by_worker: bool, at: dt.datetime) -> CancellationTerms:
    """What a cancellation at `at` would keep and give back; nothing is kept of what was never accepted."""
    booking = course.booking
    if course.acceptance is None:
        return CancellationTerms(booking.price_cents, 0, Ground.TIER)
    return cancellation_terms(
        CancellationTier(booking.cancellation_tier),
        booking.price_cents,
        starts_at=booking.starts_at,
        at=at,
        by_worker=by_worker,
        waived=course.waiver is not None,
    )


def waive(session: Session, course: Course, *, by: Person, at: dt.datetime) -> None:
    """The worker lets the client cancel without charge. Raises NotOpen."""
    course.check(by.id, Step.WAIVE, at)
    course.waiver = Waiver(booking_id=course.booking.id, waived_by_id=by.id, waived_at=at)
    session.add(course.waiver)
    session.flush()
    telling.waived(session, course, at=at)


def cancel(session: Session, course: Course, *, by: Person, reason: str, at: dt.datetime) -> Cancellation:
    """Cancel by the booking's terms; a worker's own cancellation gives everything back. Raises NotOpen."""
    side = course.check(by.id, Step.CANCEL, at)
    done = call_off(session, course, by=by, terms=terms_now(course, by_worker=side is Side.WORKER, at=at),
                    reason=reason, at=at)  # fmt: skip
    telling.cancelled(session, course, by_worker=side is Side.WORKER, at=at)
    return done


def call_off(
    session: Session, course: Course, *, by: Person, terms: CancellationTerms, reason: str, at: dt.datetime
) -> Cancellation:
    """Write down a cancellation with what it comes to, free the time and settle the money; nobody is told."""
    booking = course.booking
    course.cancellation = Cancellation(
        booking_id=booking.id,
        cancelled_by_id=by.id,
        cancelled_at=at,
        reason=reason,
        kept_cents=terms.kept_cents,
        refund_cents=terms.refund_cents,
        waived=course.waiver is not None,
    )
    session.add(course.cancellation)
    booking.sequence += 1
    session.flush()
    claims.release(session, booking)
    end_consent(session, subject_of(booking.reference), "over", at=at)
    if course.acceptance is not None:
        _settle(session, course, kept_cents=terms.kept_cents, at=at)
    return course.cancellation


def report_no_show(session: Session, course: Course, *, by: Person, at: dt.datetime) -> NoShow:
    """One side says the other did not come.

    The other has as long to contest as a worker has to answer (``booking.answer_hours``). Raises NotOpen.
    """
    side = course.check(by.id, Step.REPORT_NO_SHOW, at)
    booking = course.booking
    hours = in_force(session, "booking.answer_hours", at).whole
    course.no_show = NoShow(
        booking_id=booking.id,
        reported_by_id=by.id,
        absent_id=booking.worker_id if side is Side.CLIENT else booking.client_id,
        reported_at=at,
        contest_by=at + dt.timedelta(hours=hours),
    )
    session.add(course.no_show)
    session.flush()
    telling.no_show_reported(session, course, by_worker=side is Side.WORKER, at=at)
    return course.no_show


def contest(session: Session, course: Course, *, by: Person, words: str, at: dt.datetime) -> None:
    """The other side says they were there; nothing is shared out until the two agree. Raises NotOpen."""
    side = course.check(by.id, Step.CONTEST, at)
    if course.no_show is None:  # pragma: no cover - the step is open only while there is one
        raise LookupError(course.booking.reference)
    course.no_show.contested_at, course.no_show.contest = at, words
    session.flush()
    # It may take longer to agree, or to decide, than a card's bank keeps the money aside.
    payments.charge_kept_aside(session, course.booking.reference, at=at)
    telling.contested(session, course, by_worker=side is Side.WORKER, at=at)


def settle_no_show(session: Session, course: Course, *, at: dt.datetime) -> bool:
    """Settle an uncontested no-show when its time is over; False when there is nothing to settle."""
    missed = course.no_show
    if (
        missed is None
        or missed.settled_at is not None
        or missed.contested_at is not None
        or at < missed.contest_by
        or course.completion is not None
    ):
        return False
    kept_cents = kept_after_no_show(course)
    end_consent(session, subject_of(course.booking.reference), "over", at=at)
    _settle(session, course, kept_cents=kept_cents, at=at)
    missed.settled_at = at
    session.flush()
    telling.no_show_settled(session, course, kept_cents, at=at)
    return True


def kept_after_no_show(course: Course) -> int:
    """What the terms keep when somebody did not come: as if they had cancelled when it was reported."""
    missed = course.no_show
    if missed is None:
        return 0
    by_worker = course.side_of(missed.absent_id) is Side.WORKER
    return terms_now(course, by_worker=by_worker, at=missed.reported_at).kept_cents


def _settle(session: Session, course: Course, *, kept_cents: int, at: dt.datetime) -> None:
    booking = course.booking
    payments.settle_cancellation(
        session,
        payments.CancelFacts(
            reference=booking.reference,
            worker_party_id=booking.worker.party_id,
            kept_cents=kept_cents,
            method=booking.payment_method,
            booked_at=booking.held_at,
            day=local_day(session, at),
        ),
        at=at,
    )
