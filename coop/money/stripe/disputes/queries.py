"""Reading disputes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.money.stripe.disputes.models import CardDispute, CardDisputeEnd, CardDisputeEvidence, CardDisputeState


@dataclass(frozen=True)
class DisputeView:
    """A dispute with how it stands."""

    dispute: CardDispute
    status: str
    evidence: CardDisputeEvidence | None
    end: CardDisputeEnd | None


def disputes(session: Session) -> list[DisputeView]:
    """All disputes, open ones first, then the newest."""
    rows = session.execute(
        select(CardDispute, CardDisputeEvidence, CardDisputeEnd)
        .outerjoin(CardDisputeEvidence, CardDisputeEvidence.dispute_id == CardDispute.id)
        .outerjoin(CardDisputeEnd, CardDisputeEnd.dispute_id == CardDispute.id)
        .order_by(CardDisputeEnd.dispute_id.is_not(None), CardDispute.id.desc())
        .limit(200)
    )
    return [DisputeView(dispute, status_of(session, dispute), evidence, end) for dispute, evidence, end in rows]


def dispute(session: Session, number: int) -> DisputeView | None:
    """One dispute by our own number."""
    found = session.get(CardDispute, number)
    if found is None:
        return None
    evidence = session.execute(
        select(CardDisputeEvidence).where(CardDisputeEvidence.dispute_id == number)
    ).scalar_one_or_none()
    return DisputeView(found, status_of(session, found), evidence, session.get(CardDisputeEnd, number))


def status_of(session: Session, found: CardDispute) -> str:
    """Stripe's newest word for it."""
    query = (
        select(CardDisputeState.status)
        .where(CardDisputeState.dispute_id == found.id)
        .order_by(CardDisputeState.id.desc())
        .limit(1)
    )
    return session.execute(query).scalar() or ""
