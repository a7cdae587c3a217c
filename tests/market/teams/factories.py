"""Teams for tests, each in one line."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from coop.market.availability.hours import Shift
from coop.market.listings.models import Listing
from coop.market.teams import actions
from coop.people.persons.models import Person
from tests.factories import NOW, make_member
from tests.market.bookings.factories import make_listing
from tests.market.factories import with_hours

ALL_DAY = {day: [Shift(8 * 60, 20 * 60)] for day in range(7)}


def make_worker(session: Session, *name: str) -> Person:
    """A member who is open from 8 to 20 every day."""
    return with_hours(session, make_member(session, *name), ALL_DAY)


def make_team(
    session: Session,
    parts: tuple[int, ...] = (2, 1, 1),
    *,
    others: list[Person] | None = None,
    agreed: bool = True,
    at: dt.datetime = NOW,
    **facts: object,
) -> tuple[Listing, list[Person]]:
    """A listing with a team of so many parts, the lead first, and its workers; everybody has agreed unless told."""
    listing = make_listing(session, make_worker(session), **facts)
    lead = session.get_one(Person, listing.worker_id)
    people = [lead, *(others if others is not None else [make_worker(session) for _ in parts[1:]])]
    actions.propose(session, listing, [(who.id, each) for who, each in zip(people, parts, strict=True)], by=lead, at=at)
    if agreed:
        for person in people[1:]:
            actions.say(session, listing, by=person, accepted=True, at=at)
    return listing, people
