"""What a steward has to do about membership."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.people.membership.capital import parts_of_share
from coop.people.membership.models import Departure, Membership, SharePayment
from coop.people.membership.rules import still_due
from coop.people.persons.models import Person
from coop.policies.in_force import in_force
from coop.policies.queries import local_day


def shares_due(session: Session, *, at: dt.datetime) -> list[tuple[Membership, Person, int]]:
    """Members whose share is not yet paid in full, with the cents still due, by number."""
    price = in_force(session, "share.price_cents", at).whole
    paid = func.coalesce(func.sum(SharePayment.amount_cents), 0)
    query = (
        select(Membership, Person, paid)
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(SharePayment, SharePayment.membership_id == Membership.id)
        .where(Membership.left_at.is_(None))
        .group_by(Membership.id, Person.id)
        .having(paid < price)
        .order_by(Membership.number)
    )
    return [
        (membership, person, still_due(price, int(cents))) for membership, person, cents in session.execute(query)
    ]


def overdue_cents(session: Session, *, at: dt.datetime) -> dict[int, int]:
    """`membership id -> cents` of instalments whose day has passed; members who are not behind are absent."""
    today, behind = local_day(session, at), {}
    for membership, _person, due in shares_due(session, at=at):
        plan = parts_of_share(session, membership, due_cents=due, at=at)
        left = sum(part.left_cents for part in plan if part.due_on < today)
        if left:
            behind[membership.id] = left
    return behind


def anybody(session: Session, number: int) -> tuple[Membership, Person] | None:
    """The member with that number, present or former."""
    query = (
        select(Membership, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.number == number)
    )
    row = session.execute(query).first()
    return (row[0], row[1]) if row else None


def open_member(session: Session, number: int) -> tuple[Membership, Person] | None:
    """The present member with that number."""
    query = (
        select(Membership, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.number == number, Membership.left_at.is_(None))
    )
    row = session.execute(query).first()
    return (row[0], row[1]) if row else None


def departed(session: Session, number: int) -> tuple[Departure, Membership, Person] | None:
    """The departure of the former member with that number, with who they were."""
    query = (
        select(Departure, Membership, Person)
        .join(Membership, Membership.id == Departure.membership_id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.number == number)
    )
    row = session.execute(query).first()
    return (row[0], row[1], row[2]) if row else None
