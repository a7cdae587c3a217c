"""Visits of a series paid by card: agreed to at once, each charged in its days, called off where nobody pays."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from coop.market.bookings.actions.ending import call_off
from coop.market.bookings.queries import Course, locked_course
from coop.market.bookings.series import charging
from coop.market.bookings.series.models import VisitLapse, VisitPaymentAsk
from coop.market.bookings.series.queries import SeriesCourse, place_of
from coop.market.bookings.states import NotOpen, State, Step
from coop.market.cancellations.rules import CancellationTerms, Ground
from coop.market.paying import telling
from coop.market.paying.actions import payable_cents
from coop.money.kept_cards.actions import consent, end_consent
from coop.money.kept_cards.models import CardConsent
from coop.money.kept_cards.queries import is_being_charged, last_refusal, standing_consent, was_charged
from coop.money.payments.entries import CARD, subject_of
from coop.people.persons.models import Person
from coop.policies.in_force import in_force


def agree_for_series(
    session: Session, found: SeriesCourse, *, client: Person, card_id: int, at: dt.datetime
) -> list[CardConsent]:
    """The client agrees that each visit that is ahead and unpaid is charged to a card of theirs, each by itself.

    What they agreed to before for these visits is taken back. Raises NotOpen where there is none, NotTheirCard.
    """
    if found.series.client_id != client.id:
        raise PermissionError(f"{client.id} is not the client of series {found.series.reference}")
    due = [course for course in found.courses if _can_be_agreed(session, course, at)]
    if not due:
        raise NotOpen(Step.CONFIRM, found.courses[0].state(at) if found.visits else State.LAPSED)
    return [
        consent(
            session,
            subject=subject_of(course.booking.reference),
            person=client,
            card_id=card_id,
            amount_cents=course.booking.price_cents,
            at=at,
        )
        for course in due
    ]


def take_back_for_series(session: Session, found: SeriesCourse, *, client: Person, at: dt.datetime) -> int:
    """The client takes back what they agreed to for visits that were not charged; returns of how many.

    Those visits are then to be paid by hand, each in its days. PermissionError for others.
    """
    if found.series.client_id != client.id:
        raise PermissionError(f"{client.id} is not the client of series {found.series.reference}")
    done = 0
    for course in found.courses:
        standing = standing_consent(session, subject_of(course.booking.reference))
        if standing is not None and not is_being_charged(session, standing):
            done += end_consent(session, standing.subject, "taken back", at=at)
    return done


def ask_by_hand(session: Session, course: Course, *, at: dt.datetime) -> VisitPaymentAsk | None:
    """Tell both sides that a visit was not charged, and until when it can be paid by hand.

    None where they know, where there is nothing to pay, and for a booking that is no visit of a series.
    """
    booking, subject = course.booking, subject_of(course.booking.reference)
    if (
        place_of(session, booking.id) is None
        or session.get(VisitPaymentAsk, booking.id) is not None
        or course.state(at) is not State.ACCEPTED
        or not payable_cents(session, course, at)
        or standing_consent(session, subject) is not None
        or was_charged(session, subject)
    ):
        return None
    hours = in_force(session, "series.pay_hours", at).whole
    asked = VisitPaymentAsk(
        booking_id=booking.id,
        asked_at=at,
        pay_by=charging.pay_by(booking.starts_at, told_at=at, hours=hours),
    )
    session.add(asked)
    session.flush()
    telling.visit_unpaid(session, course, why=last_refusal(session, subject), pay_by=asked.pay_by, at=at)
    return asked


def call_off_unpaid(session: Session, reference: str, *, at: dt.datetime) -> bool:
    """Cancel a visit whose time for paying is over; False where it was paid, or is over for another reason.

    Nothing was charged, so nothing is kept, whatever the terms of the booking; what is paid in this very moment goes
    back by itself.
    """
    course = locked_course(session, reference)
    asked = session.get(VisitPaymentAsk, course.booking.id) if course is not None else None
    if course is None or asked is None or asked.pay_by is None or at < asked.pay_by:
        return False
    booking = course.booking
    subject = subject_of(reference)
    waits = course.state(at) is State.ACCEPTED and at < booking.starts_at and payable_cents(session, course, at)
    is_charged = standing_consent(session, subject) is not None or was_charged(session, subject)
    if not waits or is_charged or booking.client is None:
        return False
    terms = CancellationTerms(booking.price_cents, 0, Ground.TIER)
    call_off(session, course, by=booking.client, terms=terms, reason="", at=at)
    session.add(VisitLapse(booking_id=booking.id, lapsed_at=at))
    session.flush()
    telling.visit_lapsed(session, course, at=at)
    return True


def _can_be_agreed(session: Session, course: Course, at: dt.datetime) -> bool:
    booking = course.booking
    if booking.payment_method != CARD or not booking.price_cents or at >= booking.starts_at:
        return False
    state = course.state(at)
    if state is not State.REQUESTED and not (state is State.ACCEPTED and payable_cents(session, course, at)):
        return False
    standing = standing_consent(session, subject_of(booking.reference))
    return standing is None or not is_being_charged(session, standing)
