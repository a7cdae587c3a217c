"""Proposals and decisions as rows: what is on record of each, in one query for a page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Row, Select, exists, select
from sqlalchemy.orm import Session

from coop.commons.exports.votes import ARCHIVE, IS_CONFIRMED, imports
from coop.commons.keyset import Key
from coop.governance.ballots.models import Closing
from coop.governance.closing.models import Outcome
from coop.governance.closing.rules import LAPSED
from coop.governance.decisions.rules import Records, Stage, stage
from coop.governance.electorate.models import Opening
from coop.governance.enactment.models import Enactment, EnactmentFailure
from coop.governance.proposals.models import Discussion, Proposal, Withdrawal
from coop.policies.models import Decision

closings = Closing.__table__
decisions = Decision.__table__
discussions = Discussion.__table__
enactments = Enactment.__table__
failures = EnactmentFailure.__table__
openings = Opening.__table__
outcomes = Outcome.__table__
proposals = Proposal.__table__
withdrawals = Withdrawal.__table__

Columns = Select[Any]


def rows(session: Session, key: Key, size: int) -> list[Row[Any]]:
    """Public proposals (any but drafts), newest first, or oldest first after a key."""
    query = _public()
    if key.after:
        query = query.where(proposals.c.id > key.after[0]).order_by(proposals.c.id)
    else:
        if key.before:
            query = query.where(proposals.c.id < key.before[0])
        query = query.order_by(proposals.c.id.desc())
    return list(session.execute(query.limit(size)).all())


def row(session: Session, reference: str) -> Row[Any] | None:
    """One public proposal, None where there is none."""
    return session.execute(_public().where(proposals.c.reference == reference)).first()


def charter(session: Session) -> Row[Any] | None:
    """The founding decision, which no proposal stands behind."""
    return session.execute(select(decisions).where(decisions.c.reference == "charter")).first()


def stage_of(found: Row[Any], at: dt.datetime) -> Stage:
    """Where a proposal stands, from its row."""
    return stage(
        Records(
            begun=True,
            withdrawn=found.withdrawn_at is not None,
            closes_at=found.closes_at,
            passed=found.passed,
            enacted=found.enacted_at is not None,
            failed=bool(found.failed),
            lapsed=found.result is not None and found.result.get("why") == LAPSED,
        ),
        at=at,
    )


def _public() -> Columns:
    return (
        select(
            proposals.c.id,
            proposals.c.reference,
            proposals.c.kind,
            proposals.c.title,
            proposals.c.payload,
            discussions.c.begun_at,
            withdrawals.c.withdrawn_at,
            openings.c.opened_at,
            openings.c.closes_at,
            openings.c.method,
            openings.c.quorum,
            openings.c.threshold,
            openings.c.grace_hours,
            openings.c.roll_size,
            openings.c.roll_digest,
            openings.c.terms,
            openings.c.rule_ids,
            closings.c.recorded_at.label("closed_at"),
            closings.c.voted,
            closings.c.ballots.label("cast"),
            closings.c.delegated,
            closings.c.paper,
            closings.c.spoiled,
            outcomes.c.stated_at,
            outcomes.c.passed,
            outcomes.c.ballots.label("counted"),
            outcomes.c.chain_head,
            outcomes.c.result,
            outcomes.c.statement,
            *ARCHIVE,
            enactments.c.enacted_at,
            enactments.c.effects,
            exists().where(failures.c.proposal_id == proposals.c.id).label("failed"),
        )
        .join(discussions, discussions.c.proposal_id == proposals.c.id)
        .outerjoin(withdrawals, withdrawals.c.proposal_id == proposals.c.id)
        .outerjoin(openings, openings.c.proposal_id == proposals.c.id)
        .outerjoin(closings, closings.c.proposal_id == proposals.c.id)
        .outerjoin(outcomes, outcomes.c.proposal_id == proposals.c.id)
        .outerjoin(enactments, enactments.c.proposal_id == proposals.c.id)
        .outerjoin(imports, (imports.c.proposal_id == proposals.c.id) & IS_CONFIRMED)
    )
