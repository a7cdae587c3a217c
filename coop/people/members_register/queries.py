"""Reading the register as of a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.people.absence.queries import conditions
from coop.people.absence.rules import Condition, condition_on
from coop.people.classes.queries import classes_of
from coop.people.classes.rules import MemberClass
from coop.people.membership.models import Membership, SharePayment
from coop.people.persons.models import Person
from coop.policies.queries import day_begins, local_day


@dataclass(frozen=True)
class Line:
    """One membership in the register. `paid_cents`: what was paid in on the share by that day."""

    number: int
    name: str
    member_class: MemberClass
    condition: Condition
    admitted_on: dt.date
    left_on: dt.date | None
    paid_cents: int


def register(session: Session, *, on: dt.date) -> list[Line]:
    """Everybody who was admitted by the end of a day, by number; who left before it stands there as such."""
    ends = day_begins(session, on + dt.timedelta(days=1))
    query = (
        select(Membership, Person.display_name)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.admitted_at < ends)
        .order_by(Membership.number)
    )
    rows = [(membership, name) for membership, name in session.execute(query)]
    memberships = [membership for membership, _name in rows]
    classes = classes_of(session, [one.id for one in memberships], at=ends - dt.timedelta(microseconds=1))
    spans = conditions(session, memberships)
    paid = _paid(session, on)
    found = []
    for membership, name in rows:
        left = local_day(session, membership.left_at) if membership.left_at else None
        found.append(
            Line(
                membership.number,
                name,
                classes[membership.id],
                condition_on(spans[membership.id], on),
                local_day(session, membership.admitted_at),
                left if left is not None and left <= on else None,
                paid.get(membership.id, 0),
            )
        )
    return found


def _paid(session: Session, on: dt.date) -> dict[int, int]:
    query = (
        select(SharePayment.membership_id, func.sum(SharePayment.amount_cents))
        .where(SharePayment.paid_on <= on)
        .group_by(SharePayment.membership_id)
    )
    return {membership: int(cents) for membership, cents in session.execute(query)}
