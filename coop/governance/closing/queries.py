"""The outcome of a vote that is over: as stated, or counted here and now if it is not written down yet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from coop.governance.ballots.carried import carried_count, counted
from coop.governance.ballots.models import BoxSweep, Closing
from coop.governance.ballots.publication import chain_head
from coop.governance.ballots.queries import paper_counts
from coop.governance.belenios import queries as belenios
from coop.governance.belenios.models import BeleniosAnswer, BeleniosImport
from coop.governance.closing.models import Outcome
from coop.governance.closing.rules import Count, count, count_elsewhere, statement
from coop.governance.electorate.models import BeleniosVote, Opening
from coop.governance.electorate.queries import frozen_vote
from coop.governance.proposals.choices import written_names
from coop.governance.proposals.models import Proposal


@dataclass(frozen=True)
class StatedOutcome:
    """An outcome to show; `is_written` says whether it is on record or was counted by this reader."""

    passed: bool
    ballots: int
    chain_head: str
    result: dict[str, Any]
    statement: str
    is_written: bool
    decision_id: int | None = None
    stated_at: dt.datetime | None = None


def outcome_of(
    session: Session, proposal: Proposal, opening: Opening, *, at: dt.datetime
) -> StatedOutcome | None:
    """The outcome of a vote, None while it is open. Needs nothing to have run: the deadline is enough.

    None, too, as long as the result of a vote held in Belenios is still to come.
    """
    written = session.get(Outcome, proposal.id)
    if written is not None:
        return StatedOutcome(
            written.passed,
            written.ballots,
            written.chain_head,
            written.result,
            written.statement,
            True,
            written.decision_id,
            written.stated_at,
        )
    if at < opening.closes_at or waits_for_import(session, proposal.id, at=at):
        return None
    found, head = recount(session, proposal, opening)
    paper = paper_counts(session, proposal.id)
    words = statement(
        found.result,
        passed=found.passed,
        names=written_names(proposal),
        delegated=carried_count(session, opening, at=at),
        paper=paper.ballots,
        spoiled=paper.spoiled,
        archive=archive_digest(session, proposal.id),
    )
    return StatedOutcome(found.passed, found.ballots, head, found.result, words, False)


def recount(session: Session, proposal: Proposal, opening: Opening) -> tuple[Count, str]:
    """Count all ballots, and the head of their chain: the published ones, else those that are published at close.

    Of a vote held in Belenios what was confirmed is counted, and the chain has no link.
    """
    ballots = counted(session, opening)
    vote = frozen_vote(session, opening, reference=proposal.reference)
    if vote.is_elsewhere:
        one = belenios.confirmed(session, proposal.id)
        counts = {"yes": one.yes, "no": one.no, "abstain": one.abstain} if one else None
        return count_elsewhere(vote, counts), chain_head(proposal.reference, [])
    head = chain_head(proposal.reference, [hashed for hashed, _content in ballots])
    return count(vote, [content for _hash, content in ballots], seed=head), head


def waits_for_import(session: Session, proposal_id: int, *, at: dt.datetime) -> bool:
    """Whether a vote is held in Belenios, has no confirmed result, and still has time for one."""
    until = belenios.import_until(session, proposal_id)
    return until is not None and at < until and belenios.confirmed(session, proposal_id) is None


def archive_digest(session: Session, proposal_id: int) -> str:
    """SHA-256 of the archive of a vote held in Belenios; empty for any other, and for one that lapsed."""
    found = belenios.confirmed(session, proposal_id)
    return found.sha256 if found else ""


def unswept(session: Session) -> list[int]:
    """Votes closed whose box was not swept yet."""
    query = (
        select(Closing.proposal_id)
        .outerjoin(BoxSweep, BoxSweep.proposal_id == Closing.proposal_id)
        .where(BoxSweep.proposal_id.is_(None))
        .order_by(Closing.proposal_id)
    )
    return list(session.execute(query).scalars())


def due(session: Session, *, at: dt.datetime) -> list[int]:
    """Proposals whose voting is over and whose closing is not written down, the earliest deadline first.

    A vote held in Belenios is over once its result is confirmed, or its time for that has passed.
    """
    is_confirmed = exists().where(
        BeleniosImport.proposal_id == Opening.proposal_id,
        BeleniosAnswer.import_id == BeleniosImport.id,
        BeleniosAnswer.reason == "",
    )
    query = (
        select(Opening.proposal_id)
        .outerjoin(Closing, Closing.proposal_id == Opening.proposal_id)
        .outerjoin(BeleniosVote, BeleniosVote.proposal_id == Opening.proposal_id)
        .where(
            Opening.closes_at <= at,
            Closing.proposal_id.is_(None),
            or_(BeleniosVote.proposal_id.is_(None), BeleniosVote.import_until <= at, is_confirmed),
        )
        .order_by(Opening.closes_at, Opening.proposal_id)
    )
    return list(session.execute(query).scalars())
