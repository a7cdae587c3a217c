"""What becomes of a booking once it is asked for: answered, paid, moved, done, cancelled, missed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.demo.content.speech import words
from coop.demo.seeding import talk
from coop.demo.seeding.calendar import DAY, HOUR, awake
from coop.demo.seeding.plan import Ending, Planned
from coop.demo.seeding.steps import Step, later
from coop.demo.seeding.story import Story
from coop.market.availability.queries import slots_offered
from coop.market.bookings import actions
from coop.market.bookings.models import Booking
from coop.market.bookings.queries import Course
from coop.money.payments import actions as payments
from coop.money.payments.entries import subject_of
from coop.money.payments.models import Refund
from coop.people.persons.models import Person
from coop.policies.queries import local_day

_MINUTE = dt.timedelta(minutes=1)
_TREASURER, _SECOND = "bruno", "giulia"
_MOVED_SHARE, _CASH_TIP_SHARE, _TRANSFER_TIP_SHARE, _REFUND_SHARE = 0.05, 0.16, 0.12, 0.03
_UNPAID_SHARE = 0.5
_UNSENT = 8 * DAY  # refunds as fresh as this wait for a steward
_TIPS_CENTS = (200, 300, 500, 500, 1000)


def follow(story: Story, planned: Planned, booking: Booking, at: dt.datetime) -> None:
    """Plan the rest of a booking that was asked for at `at`."""
    if planned.ending is Ending.REQUESTED:
        return
    if planned.ending is Ending.EXPIRED:
        later(story, booking, (booking.answer_by or at) + 5 * _MINUTE, _expires)
        return
    answered = at if booking.instant else awake(at + story.dice.randint(20, 300) * _MINUTE)
    if planned.ending is Ending.DECLINED:
        reason = story.dice.choice(words()["declines"])
        later(story, booking, answered, lambda session, course, when: actions.decline(
            session, course, by=course.booking.worker, reason=reason, at=when))
        return
    if not booking.instant:
        later(story, booking, answered, lambda session, course, when: actions.accept(
            session, course, by=course.booking.worker, at=when))
    old_enough = planned.day < story.calendar.today - 8 * DAY
    if planned.ending is Ending.COMPLETED and old_enough and story.dice.random() < _MOVED_SHARE:
        later(story, booking, answered + 40 * _MINUTE, _moves(story, planned))
    else:
        take_course(story, planned, booking, answered + _MINUTE)
    talk.converse(story, booking, answered)


def take_course(story: Story, planned: Planned, booking: Booking, accepted: dt.datetime) -> None:
    """Payment and ending of a booking that stands."""
    still_to_pay = planned.ending is Ending.UPCOMING and story.dice.random() < _UNPAID_SHARE
    if booking.payment_method == "transfer" and not still_to_pay:
        hours = story.dice.uniform(1, 6) if planned.held_money else story.dice.uniform(4, 60)
        later(story, booking, accepted + hours * HOUR, _pays(story))
    endings: dict[Ending, Callable[[Story, Planned, Booking], None]] = {
        Ending.COMPLETED: _plan_completion,
        Ending.CANCELLED: _plan_cancellation,
        Ending.WAIVED: _plan_cancellation,
        Ending.CANCELLED_BY_WORKER: _plan_cancellation,
        Ending.NO_SHOW: _plan_absence,
        Ending.CONTESTED: _plan_absence,
        Ending.UPCOMING: lambda *_: None,
    }
    endings[planned.ending](story, planned, booking)


def _plan_completion(story: Story, _planned: Planned, booking: Booking) -> None:
    done = min(awake(booking.ends_at + story.dice.randint(10, 900) * _MINUTE), story.calendar.now - HOUR)
    tip = story.dice.choice(_TIPS_CENTS) if story.dice.random() < _CASH_TIP_SHARE else 0
    by_client = bool(tip) or story.dice.random() < 0.3

    def completes(session: Session, course: Course, at: dt.datetime) -> None:
        by = course.booking.client if by_client and course.booking.client else course.booking.worker
        actions.complete(session, course, by=by, tip_cents=tip, at=at)

    later(story, booking, done, completes)
    talk.review(story, booking, done)
    if booking.payment_method == "transfer" and story.dice.random() < _REFUND_SHARE:
        later(story, booking, done + 4 * DAY, _refunds_part(story))


def _plan_cancellation(story: Story, planned: Planned, booking: Booking) -> None:
    before = story.dice.uniform(*planned.hours_before) * HOUR
    cancelled = booking.starts_at - before
    by_worker = planned.ending is Ending.CANCELLED_BY_WORKER
    reason = story.dice.choice(words()["cancels_worker" if by_worker else "cancels_client"])
    if planned.ending is Ending.WAIVED:
        later(story, booking, cancelled - 20 * _MINUTE, lambda session, course, at: actions.waive(
            session, course, by=course.booking.worker, at=at))

    def cancels(session: Session, course: Course, at: dt.datetime) -> None:
        by = course.booking.worker if by_worker or course.booking.client is None else course.booking.client
        actions.cancel(session, course, by=by, reason=reason, at=at)

    later(story, booking, cancelled, cancels)
    if cancelled < story.calendar.now - _UNSENT:
        later(story, booking, cancelled + 2 * DAY, _sends_refunds(story))


def _plan_absence(story: Story, planned: Planned, booking: Booking) -> None:
    reported = booking.starts_at + 45 * _MINUTE
    later(story, booking, reported, lambda session, course, at: _settles_later(story, session, course, at))
    if planned.ending is Ending.CONTESTED:
        later(story, booking, reported + 3 * HOUR, lambda session, course, at: actions.contest(
            session, course, by=course.booking.client or course.booking.worker, words=words()["contest"], at=at))


def _settles_later(story: Story, session: Session, course: Course, at: dt.datetime) -> None:
    missed = actions.report_no_show(session, course, by=course.booking.worker, at=at)
    due = missed.contest_by + 5 * _MINUTE

    def settles(session: Session, course: Course, at: dt.datetime) -> None:
        actions.settle_no_show(session, course, at=at)

    later(story, course.booking, due, settles)
    later(story, course.booking, due + 2 * DAY, _sends_refunds(story))


def _expires(session: Session, course: Course, at: dt.datetime) -> None:
    actions.expire(session, course, at=at)


def _moves(story: Story, planned: Planned) -> Step:
    """The worker proposes the next day that is free, and the client agrees."""

    def moves(session: Session, course: Course, at: dt.datetime) -> None:
        booking = course.booking
        minutes = (booking.ends_at - booking.starts_at) // _MINUTE
        day = local_day(session, booking.starts_at) + DAY
        slots = slots_offered(session, booking.listing, day, 3, minutes, at, besides=booking.id)
        if slots and booking.client:
            actions.propose_time(session, course, by=booking.worker, starts_at=slots[0].starts_at, at=at)
            actions.answer_time(session, course, by=booking.client, accepted=True, at=at + 15 * _MINUTE)
        take_course(story, planned, booking, at + 20 * _MINUTE)

    return moves


def _pays(story: Story) -> Step:
    """The client's transfer arrives; now and then it is more than asked, and the rest is a tip."""
    extra = story.dice.choice(_TIPS_CENTS) if story.dice.random() < _TRANSFER_TIP_SHARE else 0

    def pays(session: Session, course: Course, at: dt.datetime) -> None:
        booking, day = course.booking, local_day(session, at)
        payments.record_transfer(
            session, subject=subject_of(booking.reference), amount_cents=booking.price_cents + extra,
            received_on=day, recorded_by=_desk(session, story), at=at,
        )
        if extra:
            payments.tip_from_excess(
                session, reference=booking.reference, worker_party_id=booking.worker.party_id, amount_cents=extra,
                day=day, at=at,
            )

    return pays


def _refunds_part(story: Story) -> Step:
    """Both agree on a quarter of the price; decided by one steward, sent by another."""
    reason = story.dice.choice(words()["refunds"])

    def refunds_part(session: Session, course: Course, at: dt.datetime) -> None:
        booking, day = course.booking, local_day(session, at)
        refund = payments.refund_after(
            session, reference=booking.reference, amount_cents=booking.price_cents // 4, reason=reason,
            decided_by=story.person(session, _SECOND), day=day, at=at,
        )
        payments.send_refund(session, refund, sent_by=_desk(session, story), sent_on=day, at=at + HOUR)

    return refunds_part


def _sends_refunds(story: Story) -> Step:
    def sends_refunds(session: Session, course: Course, at: dt.datetime) -> None:
        due = select(Refund).where(
            Refund.subject == subject_of(course.booking.reference), Refund.sent_entry_id.is_(None)
        )
        for refund in session.execute(due).scalars().all():
            payments.send_refund(
                session, refund, sent_by=_desk(session, story), sent_on=local_day(session, at), at=at
            )

    return sends_refunds


def _desk(session: Session, story: Story) -> Person:
    return story.person(session, _TREASURER)
