"""Which decisions wait to be carried out, which failed, and what was done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from coop.governance.closing.models import Outcome
from coop.governance.electorate.models import Opening
from coop.governance.enactment.models import Enactment, EnactmentFailure
from coop.governance.enactment.rules import calls_for_deeds, next_try
from coop.governance.proposals.models import Proposal

__all__ = ["calls_for_deeds", "due", "enactment_of", "failures_of", "unenacted"]


def due(session: Session, *, at: dt.datetime) -> list[int]:
    """Proposals to carry out now: grace period over, not done, and a failed one only after its wait."""
    waiting = []
    for proposal, opening, outcome in session.execute(_undone()):
        if not calls_for_deeds(proposal.kind, passed=outcome.passed):
            continue
        failed_at = [failure.failed_at for failure in failures_of(session, proposal.id)]
        if at >= max(opening.closes_at + dt.timedelta(hours=opening.grace_hours), next_try(failed_at) or at):
            waiting.append(proposal.id)
    return waiting


def unenacted(session: Session, *, at: dt.datetime) -> list[Proposal]:
    """Decisions whose grace period is over and that are still not carried out: to be shown loudly."""
    return [
        proposal
        for proposal, opening, outcome in session.execute(_undone())
        if calls_for_deeds(proposal.kind, passed=outcome.passed)
        and at >= opening.closes_at + dt.timedelta(hours=opening.grace_hours)
        and failures_of(session, proposal.id)
    ]


def enactment_of(session: Session, proposal_id: int) -> Enactment | None:
    """What was done, None as long as nothing was."""
    return session.get(Enactment, proposal_id)


def failures_of(session: Session, proposal_id: int) -> Sequence[EnactmentFailure]:
    """Attempts that failed, the oldest first."""
    query = (
        select(EnactmentFailure)
        .where(EnactmentFailure.proposal_id == proposal_id)
        .order_by(EnactmentFailure.id)
    )
    return session.execute(query).scalars().all()


def _undone() -> Select[Proposal, Opening, Outcome]:
    return (
        select(Proposal, Opening, Outcome)
        .join(Opening, Opening.proposal_id == Proposal.id)
        .join(Outcome, Outcome.proposal_id == Proposal.id)
        .outerjoin(Enactment, Enactment.proposal_id == Proposal.id)
        .where(Enactment.proposal_id.is_(None))
        .order_by(Opening.closes_at, Proposal.id)
    )
