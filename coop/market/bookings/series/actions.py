"""The steps of a whole series. Each is one database transaction: all of it happens, or nothing.

A step takes the series as `queries.series_named(..., lock=True)` read it, so that two steps never cross. What is done
to one visit alone is done to its booking, by the steps of `coop.market.bookings.actions`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from coop.market.availability.local_time import zone_named
from coop.market.availability.rules import Refusal
from coop.market.availability.spans import Slot
from coop.market.bookings.actions import claims
from coop.market.bookings.actions.answering import stand, turn_down
from coop.market.bookings.actions.claims import SlotTaken
from coop.market.bookings.actions.ending import call_off, terms_now
from coop.market.bookings.actions.holding import (
    Ask,
    NotBookable,
    check_bookable,
    fill_in,
    hold_slot,
    latest_answer,
    put,
)
from coop.market.bookings.queries import Course
from coop.market.bookings.series import telling
from coop.market.bookings.series.models import Series, SeriesAnswer, SeriesEnd, SeriesVisit
from coop.market.bookings.series.preview import is_near
from coop.market.bookings.series.queries import SeriesCourse, dates_from, refusals
from coop.market.bookings.series.rules import LEAST_VISITS, Date, written
from coop.market.bookings.states import NotOpen, Side, State, Step
from coop.market.cancellations.rules import CancellationTerms
from coop.market.listings.models import Listing
from coop.market.prices.listed import job
from coop.market.prices.rules import Quote
from coop.market.references import new_reference
from coop.people.persons.models import Person
from coop.policies.in_force import in_force


class NotSoMany(ValueError):
    """Too few dates for a series, or more than the rule ``series.most_visits`` allows (`most`)."""

    def __init__(self, visits: int, most: int) -> None:
        super().__init__(f"{visits} visits are not from {LEAST_VISITS} to {most}")
        self.visits, self.most = visits, most


class NotFree(ValueError):
    """Some dates cannot be booked: `refused` says why, by the number of the date. Nothing was held."""

    def __init__(self, refused: Mapping[int, Refusal]) -> None:
        super().__init__(f"dates that are not free: {dict(refused)}")
        self.refused = refused


def most_visits(session: Session, at: dt.datetime) -> int:
    """How many visits a series can have; 0 where the members want none."""
    return in_force(session, "series.most_visits", at).whole


def hold_series(
    session: Session,
    listing: Listing,
    ask: Ask,
    rule: str,
    chosen: Mapping[int, dt.datetime],
    *,
    client: Person | None,
    at: dt.datetime,
) -> Series:
    """Keep a slot for each chosen date while the client checks the answers, or none of them.

    `chosen` has the start of each visit by the number of its date: the rule's own time, or another near it; dates
    that are not in it are left out. What was asked is judged again from first principles, and whether a time is free
    the database has the last word. Raises NotBookable, OutsideLimits, TierNotOffered, NoRule, NotSoMany and NotFree.
    """
    check_bookable(session, listing, client, at)
    if listing.has_team:
        raise NotBookable(f"the work of a team does not repeat: listing {listing.reference}")
    minutes, quote = job(listing, ask.tier, minutes=ask.minutes, quantity=ask.quantity)
    most = most_visits(session, at)
    dates = dates_from(listing.timezone, rule, ask.starts_at, most=most + 1)
    if len(dates) > most:
        raise NotSoMany(len(dates), most)
    if len(chosen) < LEAST_VISITS or not set(chosen) <= {each.number for each in dates}:
        raise NotSoMany(len(chosen), most)
    slots = _judged(session, listing, dates, chosen, minutes, at)
    series = Series(
        reference=new_reference(),
        listing=listing,
        listing_id=listing.id,
        worker_id=listing.worker_id,
        client=client,
        held_at=at,
        timezone=listing.timezone,
        starts_at=ask.starts_at,
        minutes=minutes,
        recurrence=rule,
        left_out=written([each.wall for each in dates if each.number not in chosen]),
        price_cents=quote.total_cents,
    )
    with session.begin_nested():  # one time that is gone undoes them all
        session.add(series)
        session.flush()
        _hold_visits(session, series, [(each, slots[each.number]) for each in dates if each.number in slots], quote)
    return series


def _hold_visits(session: Session, series: Series, visits: Sequence[tuple[Date, Slot]], quote: Quote) -> None:
    """Keep each visit's slot; raises NotFree, which names all that have gone."""
    refused: dict[int, Refusal] = {}
    for planned, slot in visits:
        try:
            booking = hold_slot(session, series.listing, slot, quote, client=series.client, at=series.held_at)
        except SlotTaken:
            refused[planned.number] = Refusal.TAKEN
            continue
        session.add(
            SeriesVisit(
                booking_id=booking.id,
                series_id=series.id,
                number=planned.number,
                planned_at=_planned_at(planned, slot),
            )
        )
    session.flush()
    if refused:
        raise NotFree(refused)


def fill_in_series(
    session: Session,
    found: SeriesCourse,
    *,
    address: str,
    note: str,
    payment_method: str,
    takes_cards: bool = False,
) -> None:
    """Write down for every visit where, how it is paid, and what the worker should know; raises like `fill_in`."""
    for course in found.courses:
        fill_in(
            session, course, address=address, note=note, payment_method=payment_method, takes_cards=takes_cards
        )


def is_held(found: SeriesCourse, at: dt.datetime) -> bool:
    """Whether every visit is still kept for the client."""
    return bool(found.visits) and all(course.state(at) is State.HELD for course in found.courses)


def keep_held(session: Session, found: SeriesCourse, *, until: dt.datetime) -> None:
    """Keep the times of a held series for longer."""
    for course in found.courses:
        claims.keep(session, course.booking, until=until)
        course.claim_ends_at = until


def confirm_series(session: Session, found: SeriesCourse, *, client: Person, at: dt.datetime) -> None:
    """Ask the worker for all visits, or book all of them at once where the listing says so.

    A worker who is asked answers by the same moment for all: before the first of them begins. Raises NotOpen when the
    hold has lapsed, and NotBookable for one's own work.
    """
    series = found.series
    if series.requested_at is not None or not is_held(found, at) or series.client_id not in (None, client.id):
        raise NotOpen(Step.CONFIRM, found.courses[0].state(at) if found.visits else State.LAPSED)
    if client.id == series.worker_id:
        raise NotBookable(f"{client.id} cannot book their own work")
    # The database takes no visit by itself, so the series is asked for first.
    series.client, series.client_id, series.requested_at = client, client.id, at
    session.flush()
    latest = [latest_answer(session, course, at) for course in found.courses]
    answer_by = min((each for each in latest if each is not None), default=None)
    for course in found.courses:
        put(session, course, client=client, answer_by=answer_by, at=at)
    if answer_by is None:
        telling.booked(session, found, at=at)
    else:
        telling.requested(session, found, at=at)


def accept_series(session: Session, found: SeriesCourse, *, by: Person, at: dt.datetime) -> list[Course]:
    """The worker takes every visit that waits for an answer. Raises NotOpen, PermissionError for others."""
    waiting = _waiting(found, by, Step.ACCEPT, at)
    _answer(session, found, by=by, accepted=True, at=at)
    for course in waiting:
        stand(session, course, at=at)
    telling.accepted(session, found, waiting, at=at)
    return waiting


def decline_series(
    session: Session, found: SeriesCourse, *, by: Person, reason: str, at: dt.datetime
) -> list[Course]:
    """The worker takes none of those that wait, and says why. Raises NotOpen, PermissionError for others."""
    waiting = _waiting(found, by, Step.DECLINE, at)
    _answer(session, found, by=by, accepted=False, at=at)
    for course in waiting:
        turn_down(session, course, by=by, reason=reason, at=at)
    telling.declined(session, found, waiting, reason, at=at)
    return waiting


def expire_series(session: Session, found: SeriesCourse, *, at: dt.datetime) -> int:
    """Write down which visits nobody answered in time, and tell both sides once; returns how many."""
    overdue = [course for course in found.in_state(at, State.EXPIRED) if course.decline is None]
    for course in overdue:
        turn_down(session, course, by=None, at=course.booking.answer_by or at)
    if overdue:
        telling.expired(session, found, overdue, at=at)
    return len(overdue)


def remaining_terms(found: SeriesCourse, side: Side, at: dt.datetime) -> list[tuple[Course, CancellationTerms]]:
    """What cancelling all that remains would keep and give back, visit by visit, each by its own terms."""
    by_worker = side is Side.WORKER
    return [(course, terms_now(course, by_worker=by_worker, at=at)) for course in found.remaining(side, at)]


def cancel_remaining(
    session: Session, found: SeriesCourse, *, by: Person, reason: str, at: dt.datetime
) -> list[Course]:
    """Cancel every visit that has not begun, asked for or booked, each by its own terms.

    Raises NotOpen where none remains, PermissionError for strangers.
    """
    side = found.side_of(by.id)
    if side is None:
        raise PermissionError(f"{by.id} is no party of series {found.series.reference}")
    due = remaining_terms(found, side, at)
    if not due:
        raise NotOpen(Step.CANCEL, found.courses[-1].state(at) if found.visits else State.LAPSED)
    if found.end is None:
        found.end = SeriesEnd(series_id=found.series.id, ended_by_id=by.id, ended_at=at)
        session.add(found.end)
        session.flush()
    for course, terms in due:
        call_off(session, course, by=by, terms=terms, reason=reason, at=at)
    ended = [course for course, _terms in due]
    telling.ended(session, found, ended, by_worker=side is Side.WORKER, reason=reason, at=at)
    return ended


def _judged(
    session: Session,
    listing: Listing,
    dates: list[Date],
    chosen: Mapping[int, dt.datetime],
    minutes: int,
    at: dt.datetime,
) -> dict[int, Slot]:
    """The slots of the chosen dates, each judged by the rule of a single booking; raises NotFree."""
    zone = zone_named(listing.timezone)
    slots = {
        planned.number: Slot.lasting(chosen[planned.number], minutes) for planned in dates if planned.number in chosen
    }
    refused = refusals(session, listing, slots, at=at)
    for planned in dates:
        if planned.number in slots and not is_near(planned, slots[planned.number].starts_at, zone):
            refused.setdefault(planned.number, Refusal.TOO_FAR)
    if refused:
        raise NotFree(refused)
    return slots


def _planned_at(planned: Date, slot: Slot) -> dt.datetime:
    """The rule's own instant of a date: the one that was taken where there are two, the visit's where there is none."""
    if slot.starts_at in planned.instants or not planned.instants:
        return slot.starts_at
    return planned.instants[0]


def _waiting(found: SeriesCourse, by: Person, step: Step, at: dt.datetime) -> list[Course]:
    if found.side_of(by.id) is not Side.WORKER:
        raise PermissionError(f"{by.id} is not the worker of series {found.series.reference}")
    waiting = found.waiting(at)
    if not waiting:
        raise NotOpen(step, found.courses[0].state(at) if found.visits else State.LAPSED)
    return waiting


def _answer(session: Session, found: SeriesCourse, *, by: Person, accepted: bool, at: dt.datetime) -> None:
    if found.answer is None:  # a visit that waits again, for a time it was to be moved to, is answered by this one
        found.answer = SeriesAnswer(
            series_id=found.series.id, answered_by_id=by.id, accepted=accepted, answered_at=at
        )
        session.add(found.answer)
        session.flush()
