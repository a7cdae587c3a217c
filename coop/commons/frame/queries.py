"""What the frame says about the co-op."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.notices.models import Notice
from coop.people.standing.queries import member_count_query
from coop.policies.in_force import in_force
from coop.policies.models import Charter, Decision


@dataclass(frozen=True)
class CoopFacts:
    """The co-op as the masthead and footer show it."""

    name: str
    currency: str
    timezone: str
    accent_url: str
    member_count: int
    is_demo: bool
    fee_rate: Fraction
    fee_decision: str
    """Reference of the decision that set the fee; `charter` for the founding one."""


def facts(session: Session, *, at: dt.datetime) -> CoopFacts | None:
    """The frame's facts, None before the co-op is founded. Asked for every page, hence two small queries."""
    charter = session.get(Charter, 1)
    if charter is None:
        return None
    fee = in_force(session, "fee.rate", at)
    members = member_count_query(at).scalar_subquery()
    decision, count = session.execute(select(Decision.reference, members).where(Decision.id == fee.decision_id)).one()
    return CoopFacts(
        name=charter.name,
        currency=charter.currency,
        timezone=charter.timezone,
        accent_url=f"/accent.css?{charter.accent[1:]}",
        member_count=count,
        is_demo=charter.is_demo,
        fee_rate=fee.fraction,
        fee_decision=decision,
    )


def unread_notices(session: Session, person_id: int) -> int:
    """How many notices the person has not opened."""
    query = select(func.count()).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    return int(session.execute(query).scalar_one())
