"""Searching what was put before the members: all words of a question must be there, in title, text or outcome."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from coop.governance.closing.models import Outcome
from coop.governance.closing.rules import LAPSED
from coop.governance.electorate.models import Opening
from coop.governance.proposals.models import Discussion, Proposal, Withdrawal
from coop.governance.proposals.rules import FOR_MEMBERS

PAGE = 20
MOST_WORDS = 8
_WHY = func.coalesce(Outcome.result["why"].as_string(), "")


@dataclass(frozen=True)
class Question:
    """What is looked for. `how`: under-way, adopted, rejected, lapsed, withdrawn or empty; days are of its start."""

    words: str = ""
    kind: str = ""
    how: str = ""
    since: dt.datetime | None = None
    before: dt.datetime | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.kind or self.how or self.since)


@dataclass(frozen=True)
class Found:
    """A proposal and how it ended, as far as it has: `how` as in Question."""

    proposal: Proposal
    how: str
    when: dt.datetime
    statement: str


def search(
    session: Session, asked: Question, *, reads_all: bool, after: int | None = None, limit: int = PAGE
) -> list[Found]:
    """The newest first, from below number `after` on. Drafts are nobody's business; what is said about one person
    is searched by members alone (`reads_all`)."""
    query = (
        select(Proposal, Discussion.begun_at, Withdrawal, Opening, Outcome)
        .join(Discussion, Discussion.proposal_id == Proposal.id)
        .outerjoin(Withdrawal, Withdrawal.proposal_id == Proposal.id)
        .outerjoin(Opening, Opening.proposal_id == Proposal.id)
        .outerjoin(Outcome, Outcome.proposal_id == Proposal.id)
        .where(*(_holds(word, reads_all=reads_all) for word in asked.words.split()[:MOST_WORDS]), _how(asked.how))
        .order_by(Proposal.id.desc())
        .limit(limit)
    )
    if asked.kind:
        query = query.where(Proposal.kind == asked.kind)
    if asked.since is not None:
        query = query.where(Discussion.begun_at >= asked.since)
    if asked.before is not None:
        query = query.where(Discussion.begun_at < asked.before)
    if after is not None:
        query = query.where(Proposal.id < after)
    return [_found(*row) for row in session.execute(query)]


def _holds(word: str, *, reads_all: bool) -> ColumnElement[bool]:
    text = Proposal.text.icontains(word, autoescape=True)
    if not reads_all:
        text = and_(text, Proposal.kind.not_in(FOR_MEMBERS))
    said = Outcome.statement.icontains(word, autoescape=True)
    return or_(Proposal.title.icontains(word, autoescape=True), text, said, Proposal.reference == word)


def _how(how: str) -> ColumnElement[bool]:
    ways: dict[str, ColumnElement[bool]] = {
        "": true(),
        "adopted": Outcome.passed.is_(True),
        "rejected": and_(Outcome.passed.is_(False), _WHY != LAPSED),
        "lapsed": _WHY == LAPSED,
        "withdrawn": Withdrawal.proposal_id.is_not(None),
        "under-way": and_(Outcome.proposal_id.is_(None), Withdrawal.proposal_id.is_(None)),
    }
    return ways.get(how, false())


def _found(
    proposal: Proposal,
    begun_at: dt.datetime,
    withdrawal: Withdrawal | None,
    opening: Opening | None,
    outcome: Outcome | None,
) -> Found:
    if withdrawal is not None:
        return Found(proposal, "withdrawn", withdrawal.withdrawn_at, "")
    if outcome is not None and opening is not None:
        is_lapsed = outcome.result.get("why") == LAPSED
        how = "adopted" if outcome.passed else "lapsed" if is_lapsed else "rejected"
        return Found(proposal, how, opening.closes_at, outcome.statement)
    return Found(proposal, "under-way", begun_at, "")
