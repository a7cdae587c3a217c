"""Bookings for tests, each in one line."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.market.availability.hours import Shift
from coop.market.availability.models import WeeklyHours
from coop.market.bookings import actions
from coop.market.bookings.models import Booking
from coop.market.bookings.queries import Course, locked_course
from coop.market.listings.models import Listing
from coop.people.persons.models import Person
from tests.factories import NOW, make_member, make_person
from tests.market.factories import make_listing as make_any_listing
from tests.market.factories import with_hours

TOMORROW = NOW + dt.timedelta(days=1)  # a Tuesday, 9:00 UTC, 10:00 in Paris


def make_listing(session: Session, worker: Person | None = None, **facts: object) -> Listing:
    """A listing at 20.00 an hour, 60 to 240 minutes, whose worker is open from 8 to 20 every day."""
    worker = worker or make_member(session)
    known = session.execute(select(WeeklyHours.id).where(WeeklyHours.worker_id == worker.id)).first()
    if known is None:
        with_hours(session, worker, {day: [Shift(8 * 60, 20 * 60)] for day in range(7)})
    return make_any_listing(session, worker, **{"price_cents": 2000, **facts})


def make_hold(
    session: Session,
    listing: Listing | None = None,
    *,
    client: Person | None = None,
    starts_at: dt.datetime = TOMORROW,
    minutes: int = 120,
    at: dt.datetime = NOW,
) -> Booking:
    """A slot held for a client, or for a visitor when `client` is None."""
    listing = listing or make_listing(session)
    return actions.hold(session, listing, actions.Ask(starts_at, minutes), client=client, at=at)


def make_booking(
    session: Session,
    listing: Listing | None = None,
    *,
    client: Person | None = None,
    payment_method: str = "cash",
    accepted: bool = False,
    completed: bool = False,
    at: dt.datetime = NOW,
    **asked,
) -> Course:
    """A booking asked for; accepted or completed too when told so."""
    client = client or make_person(session)
    held = make_hold(session, listing, client=client, at=at, **asked)
    course = the_course(session, held)
    actions.fill_in(session, course, address="31 Toad Lane", note="Ring twice", payment_method=payment_method)
    actions.confirm(session, course, client=client, at=at)
    if (accepted or completed) and course.acceptance is None:
        actions.accept(session, course, by=course.booking.worker, at=at)
    if completed:
        actions.complete(session, course, by=client, at=course.booking.ends_at)
    return course


def the_course(session: Session, booking: Booking) -> Course:
    """The booking with its records, fresh from the database."""
    found = locked_course(session, booking.reference)
    assert found is not None
    return found
