"""Writing the class of a membership down."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from coop.people.classes.models import MembershipClass
from coop.people.classes.queries import classes_of
from coop.people.classes.rules import MemberClass
from coop.people.persons.models import Person


def set_class(
    session: Session,
    membership_id: int,
    member_class: MemberClass,
    *,
    set_by: Person | None = None,
    reason: str = "",
    at: dt.datetime,
) -> bool:
    """From now on the membership is of this class; False when it is already."""
    if classes_of(session, [membership_id], at=at)[membership_id] is member_class:
        return False
    session.add(
        MembershipClass(
            membership_id=membership_id,
            member_class=member_class.value,
            since=at,
            set_by_id=set_by.id if set_by else None,
            reason=reason,
        )
    )
    session.flush()
    return True
