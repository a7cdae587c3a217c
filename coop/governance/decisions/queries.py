"""Lists of decisions and where each stands, in one query a list."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import Session

from coop.governance.closing.models import Outcome
from coop.governance.closing.rules import LAPSED
from coop.governance.decisions.rules import Records, Stage, stage
from coop.governance.electorate.models import Opening
from coop.governance.enactment.models import Enactment, EnactmentFailure
from coop.governance.proposals.models import Discussion, Proposal, Withdrawal

PAGE = 20

_Rows = Select[Proposal, Discussion | None, Withdrawal | None, Opening | None, Outcome | None, bool, bool]


@dataclass(frozen=True)
class Listed:
    """A proposal in a list: where it stands, and the moment that matters at that stage."""

    proposal: Proposal
    stage: Stage
    since: dt.datetime
    closes_at: dt.datetime | None
    statement: str


def open_votes(session: Session, *, at: dt.datetime) -> list[Listed]:
    """Votes open now, the first to close first."""
    query = (
        _rows()
        .where(Opening.opened_at <= at, Opening.closes_at > at)
        .order_by(Opening.closes_at, Proposal.id)
    )
    return _listed(session, query, at)


def in_discussion(session: Session, *, at: dt.datetime) -> list[Listed]:
    """Proposals under discussion, the newest first."""
    query = _rows().where(
        Discussion.proposal_id.is_not(None), Opening.proposal_id.is_(None), Withdrawal.proposal_id.is_(None)
    )
    return _listed(session, query.order_by(Proposal.id.desc()), at)


def decided(
    session: Session, *, at: dt.datetime, after: int | None = None, limit: int = PAGE
) -> list[Listed]:
    """Votes that are over, the newest proposal first, from below number `after` on."""
    query = _rows().where(Opening.closes_at <= at)
    if after is not None:
        query = query.where(Proposal.id < after)
    return _listed(session, query.order_by(Proposal.id.desc()).limit(limit), at)


def not_carried_out(session: Session, *, at: dt.datetime) -> list[Listed]:
    """Decisions whose carrying out failed and is still to be done: shown loudly where decisions are."""
    return _listed(
        session, _rows().where(_failed(), Enactment.proposal_id.is_(None)).order_by(Proposal.id), at
    )


def stage_of(session: Session, proposal: Proposal, *, at: dt.datetime) -> Stage:
    """Where one proposal stands."""
    return _listed(session, _rows().where(Proposal.id == proposal.id), at)[0].stage


def _failed() -> ColumnElement[bool]:
    return exists().where(EnactmentFailure.proposal_id == Proposal.id)


def _rows() -> _Rows:
    return (
        select(
            Proposal, Discussion, Withdrawal, Opening, Outcome, Enactment.proposal_id.is_not(None), _failed()
        )
        .outerjoin(Discussion, Discussion.proposal_id == Proposal.id)
        .outerjoin(Withdrawal, Withdrawal.proposal_id == Proposal.id)
        .outerjoin(Opening, Opening.proposal_id == Proposal.id)
        .outerjoin(Outcome, Outcome.proposal_id == Proposal.id)
        .outerjoin(Enactment, Enactment.proposal_id == Proposal.id)
    )


def _listed(
    session: Session,
    query: _Rows,
    at: dt.datetime,
) -> list[Listed]:
    found = []
    for proposal, discussion, withdrawal, opening, outcome, enacted, failed in session.execute(query):
        closes_at = opening.closes_at if opening else None
        records = Records(
            begun=discussion is not None,
            withdrawn=withdrawal is not None,
            closes_at=closes_at,
            passed=outcome.passed if outcome else None,
            enacted=bool(enacted),
            failed=bool(failed),
            lapsed=outcome is not None and outcome.result.get("why") == LAPSED,
        )
        begun_at = discussion.begun_at if discussion else proposal.drafted_at
        since = opening.opened_at if opening else begun_at
        found.append(
            Listed(
                proposal,
                stage(records, at=at),
                closes_at if closes_at and closes_at <= at else since,
                closes_at,
                outcome.statement if outcome else "",
            )
        )
    return found
