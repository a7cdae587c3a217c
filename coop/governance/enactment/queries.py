"""Which decisions wait to be carried out, which failed, and what was done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from coop.governance.closing.models import Outcome
from coop.governance.electorate.models import Opening
from coop.governance.enactment.models import Enactment, EnactmentFailure
from coop.governance.enactment.rules import calls_for_deeds, grace_ends, next_try
from coop.governance.proposals.models import Proposal

__all__ = ["calls_for_deeds", "due", "due_from", "enactment_of", "failures_of", "has_deeds", "unenacted"]


def has_deeds(proposal: Proposal, outcome: Outcome) -> bool:
    """Whether this outcome calls for something to be carried out."""
    return calls_for_deeds(proposal.kind, passed=outcome.passed, why=str(outcome.result.get("why", "")))


def due_from(opening: Opening, outcome: Outcome) -> dt.datetime:
    """When this outcome may be carried out."""
    return grace_ends(
        closes_at=opening.closes_at, stated_at=outcome.stated_at, grace_hours=opening.grace_hours,
        is_elsewhere=bool(opening.terms.get("held")),
    )  # fmt: skip


def due(session: Session, *, at: dt.datetime) -> list[int]:
    """Proposals to carry out now: grace period over, not done, and a failed one only after its wait."""
    waiting = []
    for proposal, opening, outcome in session.execute(_undone()):
        if not has_deeds(proposal, outcome):
            continue
        failed_at = [failure.failed_at for failure in failures_of(session, proposal.id)]
        if at >= max(due_from(opening, outcome), next_try(failed_at) or at):
            waiting.append(proposal.id)
    return waiting


def unenacted(session: Session, *, at: dt.datetime) -> list[Proposal]:
    """Decisions whose grace period is over and that are still not carried out: to be shown loudly."""
    return [
        proposal
        for proposal, opening, outcome in session.execute(_undone())
        if has_deeds(proposal, outcome)
        and at >= due_from(opening, outcome)
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
