"""Writing restrictions down. Who may ask for one is governance's business, and the database's."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from coop.people.persons.models import Person
from coop.people.restrictions.models import Restriction, RestrictionEnd


def restrict(
    session: Session, person_id: int, *, kind: str, case_reference: str, days: int, at: dt.datetime
) -> Restriction:
    """Keep a person from offering work for some days from now; bookings that stand stay as they are."""
    restriction = Restriction(
        person_id=person_id,
        kind=kind,
        case_reference=case_reference,
        begins_at=at,
        ends_at=at + dt.timedelta(days=days),
    )
    session.add(restriction)
    session.flush()
    return restriction


def lift(
    session: Session, restriction: Restriction, *, reason: str, by: Person | None = None, at: dt.datetime
) -> bool:
    """End a restriction before its time; False when it has ended already."""
    if at >= restriction.ends_at or session.get(RestrictionEnd, restriction.id) is not None:
        return False
    session.add(
        RestrictionEnd(restriction_id=restriction.id, ended_at=at, ended_by_id=by.id if by else None, reason=reason)
    )
    session.flush()
    return True
