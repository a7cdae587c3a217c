"""Which days are open, and what the closed periods say."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.ledger.models import Period


def last_closed(session: Session) -> Period | None:
    """The newest closed period."""
    return session.execute(select(Period).order_by(Period.closes_on.desc()).limit(1)).scalar_one_or_none()


def entry_day(session: Session, day: dt.date) -> dt.date:
    """The effective day for a fact of `day`: itself, or the first open one when its period is closed."""
    closed = session.execute(select(func.max(Period.closes_on))).scalar()
    return day if closed is None or day > closed else closed + dt.timedelta(days=1)
