"""Seats that fell vacant and were filled from the ballots of their election, as they are exported and logged.

Candidates are their numbers, as everywhere in an election: no person, office or body is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.commons.exports.books import stamp
from coop.governance.offices.models import Countback, CountbackAnswer, PassedOver
from coop.governance.proposals.models import Proposal

Told = dict[int, dict[str, Any]]
"""By the number of the countback."""


def told(session: Session, proposal_ids: Sequence[int]) -> dict[int, Told]:
    """By election, every countback from its ballots, the oldest first."""
    rows = session.execute(
        select(Countback, CountbackAnswer)
        .outerjoin(CountbackAnswer, CountbackAnswer.countback_id == Countback.id)
        .where(Countback.proposal_id.in_(proposal_ids))
        .order_by(Countback.id)
    ).all()
    passed_over = _passed_over(session, [asked.id for asked, _answer in rows])
    found: dict[int, Told] = {}
    for asked, answer in rows:
        before = found.setdefault(asked.proposal_id, {})
        found[asked.proposal_id][asked.id] = _told(asked, answer, before, passed_over.get(asked.id, []))
    return found


def _told(asked: Countback, answer: CountbackAnswer | None, before: Told, unanswered: list[str]) -> dict[str, Any]:
    at = stamp(asked.asked_at)
    answered = [one["elected"] for one in before.values() if one["answer"] and one["answer"]["answered_at"] <= at]
    return {
        "vacated": asked.vacated,
        "unwilling": sorted({*answered, *unanswered}, key=int),
        "unanswered": sorted(unanswered, key=int),
        "elected": asked.key,
        "asked_at": at,
        "answer": None
        if answer is None
        else {"accepts": answer.accepts, "answered_at": stamp(answer.answered_at)},
    }


def _passed_over(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = session.execute(select(PassedOver.countback_id, PassedOver.key).where(PassedOver.countback_id.in_(ids)))
    for number, key in rows:
        found.setdefault(number, []).append(key)
    return found


def by_id(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, dict[str, Any]]]:
    """Some countbacks, each with the reference of its election."""
    query = (
        select(Countback.id, Countback.proposal_id, Proposal.reference)
        .join(Proposal, Proposal.id == Countback.proposal_id)
        .where(Countback.id.in_(ids))
    )
    elections = {number: (proposal_id, reference) for number, proposal_id, reference in session.execute(query)}
    of_elections = told(session, sorted({proposal_id for proposal_id, _reference in elections.values()}))
    return {number: (reference, of_elections[one][number]) for number, (one, reference) in elections.items()}
