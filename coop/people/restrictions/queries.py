"""Who may offer no work at a moment. A fact of time: nothing has to run for a restriction to end."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.orm import Session

from coop.people.restrictions.models import Restriction, RestrictionEnd


def in_force(at: dt.datetime) -> ColumnElement[bool]:
    """SQL: the restriction stands at a moment."""
    ended = exists().where(RestrictionEnd.restriction_id == Restriction.id, RestrictionEnd.ended_at <= at)
    return and_(Restriction.begins_at <= at, Restriction.ends_at > at, ~ended)


def is_restricted(person_id: ColumnElement[int] | int, at: dt.datetime) -> ColumnElement[bool]:
    """SQL: a restriction of this person stands at a moment."""
    return exists().where(Restriction.person_id == person_id, in_force(at))


def restricted_ids(at: dt.datetime) -> Select[int]:
    """A query of the ids of persons who may offer no work at a moment."""
    return select(Restriction.person_id).where(in_force(at))


def restrictions_of(session: Session, person_id: int, *, at: dt.datetime) -> list[Restriction]:
    """What stands against a person at a moment, the one that ends last first."""
    query = (
        select(Restriction)
        .where(Restriction.person_id == person_id, in_force(at))
        .order_by(Restriction.ends_at.desc(), Restriction.id)
    )
    return list(session.execute(query).scalars())


def by_case(session: Session, case_reference: str) -> list[tuple[Restriction, RestrictionEnd | None]]:
    """Every restriction of a case, the oldest first, with its early end if it had one."""
    query = (
        select(Restriction, RestrictionEnd)
        .outerjoin(RestrictionEnd, RestrictionEnd.restriction_id == Restriction.id)
        .where(Restriction.case_reference == case_reference)
        .order_by(Restriction.id)
    )
    return [(restriction, end) for restriction, end in session.execute(query)]
