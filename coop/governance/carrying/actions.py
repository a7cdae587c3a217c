"""Forgetting who carried whose vote, once every vote that it mattered to is counted."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.governance.ballots.models import Closing
from coop.governance.delegation.actions import forget_ended
from coop.governance.electorate.models import Opening

KEPT = dt.timedelta(days=7)
"""So long the two can still read in their inboxes that it ended."""


def forget(session: Session, *, at: dt.datetime) -> int:
    """Delete those that ended a week ago, unless a vote that is over has yet to be counted by them: how many."""
    waiting = (
        select(Opening.closes_at)
        .outerjoin(Closing, Closing.proposal_id == Opening.proposal_id)
        .where(Closing.proposal_id.is_(None), Opening.closes_at <= at)
        .order_by(Opening.closes_at)
        .limit(1)
    )
    return forget_ended(session, at=min(session.execute(waiting).scalar_one_or_none() or at, at - KEPT))
