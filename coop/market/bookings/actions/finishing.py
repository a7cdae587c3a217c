"""The work is done: minutes counted, price shared out, a tip passed on."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from coop.market.bookings import telling
from coop.market.bookings.models import Booking, Completion
from coop.market.bookings.queries import Course
from coop.market.bookings.states import NotOpen, Side, Step
from coop.money.payments import actions as payments
from coop.money.payments.entries import subject_of
from coop.money.payments.held_tips import tips_given_cents
from coop.people.persons.models import Person
from coop.policies.queries import local_day

MINUTE = dt.timedelta(minutes=1)


def complete(
    session: Session, course: Course, *, by: Person, tip_cents: int = 0, at: dt.datetime
) -> Completion:
    """Either side says that the work was done; what was paid is shared out. Raises NotOpen.

    A transfer that has not arrived is shared out when it does. The minutes are those that were booked.
    """
    side = course.check(by.id, Step.COMPLETE, at)
    booking = course.booking
    if payments.is_shared_out(session, booking.reference):
        # A panel decided about a contested no-show: what was paid has gone where it said.
        raise NotOpen(Step.COMPLETE, course.state(at))
    course.completion = Completion(
        booking_id=booking.id, confirmed_by_id=by.id, confirmed_at=at, minutes=minutes_of(booking)
    )
    session.add(course.completion)
    session.flush()
    before = tips_given_cents(session, subject_of(booking.reference))
    payments.settle(session, facts_of(booking, day=local_day(session, at)), at=at)
    given = tips_given_cents(session, subject_of(booking.reference)) - before
    if given:
        telling.tipped(session, course, given, at=at)
    if tip_cents and side is Side.CLIENT:
        _record_tip(session, booking, tip_cents, at)
    telling.completed(session, course, by_worker=side is Side.WORKER, tip_cents=tip_cents, at=at)
    return course.completion


def tip(session: Session, course: Course, *, by: Person, amount_cents: int, at: dt.datetime) -> None:
    """The client gave something on top, from hand to hand; there is no fee on it. Raises NotOpen."""
    course.check(by.id, Step.TIP, at)
    _record_tip(session, course.booking, amount_cents, at)
    telling.tipped(session, course, amount_cents, at=at)


def minutes_of(booking: Booking) -> int:
    """The minutes a booking was made for."""
    return (booking.ends_at - booking.starts_at) // MINUTE


def facts_of(booking: Booking, *, day: dt.date) -> payments.SettleFacts:
    """What money needs to know of a completed booking; price, fee and rules are those it was booked at."""
    return payments.SettleFacts(
        reference=booking.reference,
        worker_party_id=booking.worker.party_id,
        price_cents=booking.price_cents,
        fee_cents=booking.fee_cents,
        rule_ids=(booking.fee_rule_id, booking.fee_minimum_rule_id),
        minutes=minutes_of(booking),
        method=booking.payment_method,
        day=day,
    )


def _record_tip(session: Session, booking: Booking, amount_cents: int, at: dt.datetime) -> None:
    # Through the bank a tip comes as an excess of the transfer, which the desk passes on.
    payments.record_tip(
        session,
        reference=booking.reference,
        worker_party_id=booking.worker.party_id,
        amount_cents=amount_cents,
        method="cash",
        day=local_day(session, at),
        at=at,
    )
