"""A person's standing at a moment, in one query; guards and pages ask it once a request."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from coop.people.membership.models import Departure, Membership
from coop.people.persons.models import Person
from coop.people.stewards.models import Stewardship


@dataclass(frozen=True)
class Standing:
    """What a person is here. `membership_id` is None for someone who is not a member."""

    person_id: int | None = None
    membership_id: int | None = None
    member_number: int | None = None
    is_steward: bool = False

    @property
    def is_member(self) -> bool:
        return self.membership_id is not None


VISITOR = Standing()


def standing_of(session: Session, person_id: int, *, at: dt.datetime) -> Standing:
    """Whether the person is a member and a steward at `at`. A steward who left the co-op is none."""
    row = session.execute(
        select(Membership.id, Membership.number, Stewardship.id.is_not(None))
        .select_from(Person)
        .join(Membership, Membership.person_id == Person.id)
        .outerjoin(Departure, Departure.membership_id == Membership.id)
        .outerjoin(
            Stewardship,
            (Stewardship.person_id == Person.id)
            & (Stewardship.begins_at <= at)
            & or_(Stewardship.ends_at.is_(None), Stewardship.ends_at > at),
        )
        .where(
            Person.id == person_id,
            Membership.admitted_at <= at,
            or_(Departure.left_at.is_(None), Departure.left_at > at),
        )
        .limit(1)
    ).first()
    return Standing(person_id, *row) if row else Standing(person_id)


def member_ids(session: Session, *, at: dt.datetime) -> list[int]:
    """Person ids of all members at a moment, by membership number."""
    return list(
        session.execute(
            select(Membership.person_id)
            .outerjoin(Departure, Departure.membership_id == Membership.id)
            .where(Membership.admitted_at <= at, or_(Departure.left_at.is_(None), Departure.left_at > at))
            .order_by(Membership.number)
        ).scalars()
    )


def member_count(session: Session, *, at: dt.datetime) -> int:
    """How many members there are at a moment."""
    return int(
        session.execute(
            select(func.count())
            .select_from(Membership)
            .outerjoin(Departure, Departure.membership_id == Membership.id)
            .where(Membership.admitted_at <= at, or_(Departure.left_at.is_(None), Departure.left_at > at))
        ).scalar_one()
    )
