"""The rounds in which a fund was given to projects."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.governance.decisions.queries import stage_of
from coop.governance.proposals.models import Discussion, Proposal
from coop.governance.proposals.rules import Kind
from coop.money.fund.commitments.rules import Fund


@dataclass(frozen=True)
class Round:
    """A round and where it stands; `stage` is a word of the machine's."""

    proposal: Proposal
    amount_cents: int
    stage: str


def rounds_of(session: Session, fund: Fund, *, at: dt.datetime, limit: int = 20) -> list[Round]:
    """The newest first, without drafts and those whose author was erased before a vote."""
    query = (
        select(Proposal)
        .join(Discussion, Discussion.proposal_id == Proposal.id)
        .where(Proposal.kind == Kind.PROJECTS)
        .order_by(Proposal.id.desc())
    )
    found = [one for one in session.execute(query).scalars() if one.payload.get("fund") == fund][:limit]
    return [Round(one, one.payload["amount_cents"], stage_of(session, one, at=at).value) for one in found]
