"""Which class a membership is of at a moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from coop.people.classes.models import MembershipClass
from coop.people.classes.rules import OPEN, MemberClass
from coop.policies.in_force import in_force


def open_classes(session: Session, *, at: dt.datetime) -> tuple[MemberClass, ...]:
    """Those that can be joined now."""
    return OPEN[in_force(session, "membership.classes", at).text]


def class_at(membership_id: InstrumentedAttribute[int], at: dt.datetime) -> ColumnElement[str]:
    """SQL: the class of a membership at a moment."""
    newest = (
        select(MembershipClass.member_class)
        .where(MembershipClass.membership_id == membership_id, MembershipClass.since <= at)
        .order_by(MembershipClass.since.desc(), MembershipClass.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(newest, literal(MemberClass.WORKER.value))


def classes_of(session: Session, membership_ids: Sequence[int], *, at: dt.datetime) -> dict[int, MemberClass]:
    """`membership id -> class` of all that were asked for."""
    found = dict.fromkeys(membership_ids, MemberClass.WORKER)
    query = (
        select(MembershipClass.membership_id, MembershipClass.member_class)
        .where(MembershipClass.membership_id.in_(membership_ids), MembershipClass.since <= at)
        .order_by(MembershipClass.since, MembershipClass.id)
    )
    found.update({number: MemberClass(name) for number, name in session.execute(query)})
    return found


def class_history(session: Session, membership_id: int) -> list[MembershipClass]:
    """What was written down about a membership's class, the oldest first."""
    query = (
        select(MembershipClass)
        .where(MembershipClass.membership_id == membership_id)
        .order_by(MembershipClass.since, MembershipClass.id)
    )
    return list(session.execute(query).scalars())
