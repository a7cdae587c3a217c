"""Reading the charter and decisions."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.policies.in_force import NotFounded
from coop.policies.models import Charter, Decision


def charter(session: Session) -> Charter:
    """The co-op of this database; raises NotFounded before `coop found`."""
    found = session.get(Charter, 1)
    if found is None:
        raise NotFounded("no co-op is founded here yet: run `coop found`")
    return found


def local_day(session: Session, at: dt.datetime) -> dt.date:
    """The co-op's own calendar day at a moment: what entries are dated by."""
    return at.astimezone(ZoneInfo(charter(session).timezone)).date()


def day_begins(session: Session, day: dt.date) -> dt.datetime:
    """The first moment of the co-op's own calendar day, in UTC."""
    midnight = dt.datetime.combine(day, dt.time(), ZoneInfo(charter(session).timezone))
    return midnight.astimezone(dt.UTC)


def decision_by_reference(session: Session, reference: str) -> Decision | None:
    """The decision of that reference, None when there is none."""
    return session.execute(select(Decision).where(Decision.reference == reference)).scalar_one_or_none()
