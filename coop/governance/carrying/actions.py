"""Forgetting who carried whose vote, once every vote that it mattered to is counted."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from coop.governance.ballots.models import Closing
from coop.governance.delegation import queries
from coop.governance.delegation.models import Delegation
from coop.governance.electorate.models import Opening


def forget(session: Session, *, at: dt.datetime) -> int:
    """Delete those that are over, unless a vote that is over still has to be counted by them; returns how many."""
    waiting = (
        select(Opening.closes_at)
        .outerjoin(Closing, Closing.proposal_id == Opening.proposal_id)
        .where(Closing.proposal_id.is_(None), Opening.closes_at <= at)
        .order_by(Opening.closes_at)
        .limit(1)
    )
    numbers = queries.forgettable(session, at=session.execute(waiting).scalar_one_or_none() or at)
    if numbers:
        session.execute(delete(Delegation).where(Delegation.id.in_(numbers)))
    return len(numbers)
