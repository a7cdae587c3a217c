"""Members by number. Who is not public is counted, never named."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.people.membership.models import Membership
from coop.people.membership.queries import is_open
from coop.people.persons.models import Person


def members(session: Session, *, public_only: bool, at: dt.datetime) -> list[tuple[Membership, Person]]:
    """The members at a moment, by number; only those who chose to be public, for visitors."""
    query = (
        select(Membership, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(is_open(at))
        .order_by(Membership.number)
    )
    if public_only:
        query = query.where(Person.is_public.is_(True))
    return [(membership, person) for membership, person in session.execute(query)]


def member_by_number(session: Session, number: int, *, at: dt.datetime) -> tuple[Membership, Person] | None:
    """The member with that number, None once they left: their page goes with them."""
    query = (
        select(Membership, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(is_open(at), Membership.number == number)
    )
    row = session.execute(query).first()
    return (row[0], row[1]) if row else None
