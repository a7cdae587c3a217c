"""The agenda, read from the records of proposals and votes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from coop.governance.ballots.models import VoterMark
from coop.governance.closing.models import Outcome
from coop.governance.electorate.models import Opening, RollLine
from coop.governance.enactment.models import Enactment
from coop.governance.enactment.queries import due_from, has_deeds
from coop.governance.proposals import cosponsors
from coop.governance.proposals.models import (
    AmendmentAnswer,
    AmendmentOffer,
    Cosponsorship,
    Discussion,
    Proposal,
    Withdrawal,
)
from coop.governance.proposals.queries import days_before_voting


class Due(StrEnum):
    """What comes next for a proposal."""

    OPENS = "opens"
    CLOSES = "closes"
    OUTCOME = "outcome"
    ENACTED = "enacted"


@dataclass(frozen=True)
class Item:
    """A proposal under way and when it goes on. `at` may be past: then it waits for somebody."""

    proposal: Proposal
    due: Due
    at: dt.datetime


@dataclass(frozen=True)
class Waiting:
    """What waits for one member: votes to cast, amendments to answer, own votes to open, support that is asked for."""

    votes: list[tuple[Proposal, dt.datetime]]
    offers: list[Proposal]
    openings: list[Proposal]
    support: list[Proposal]

    @property
    def is_empty(self) -> bool:
        return not (self.votes or self.offers or self.openings or self.support)


def agenda(session: Session, *, at: dt.datetime) -> list[Item]:
    """Every proposal that is not over, by the date on which it goes on."""
    rows = session.execute(
        select(Proposal, Discussion, Opening, Outcome)
        .join(Discussion, Discussion.proposal_id == Proposal.id)
        .outerjoin(Opening, Opening.proposal_id == Proposal.id)
        .outerjoin(Outcome, Outcome.proposal_id == Proposal.id)
        .where(
            ~exists().where(Withdrawal.proposal_id == Proposal.id),
            ~exists().where(Enactment.proposal_id == Proposal.id),
        )
    )
    items = []
    for proposal, discussion, opening, outcome in rows:
        if opening is None:
            days = dt.timedelta(days=days_before_voting(session, proposal.kind, at=at))
            items.append(Item(proposal, Due.OPENS, discussion.begun_at + days))
        elif at < opening.closes_at:
            items.append(Item(proposal, Due.CLOSES, opening.closes_at))
        elif outcome is None:
            items.append(Item(proposal, Due.OUTCOME, opening.closes_at))
        elif has_deeds(proposal, outcome):
            items.append(Item(proposal, Due.ENACTED, due_from(opening, outcome)))
    return sorted(items, key=lambda item: (item.at, item.proposal.id))


def waiting_for(session: Session, person_id: int, *, at: dt.datetime) -> Waiting:
    """What a member can do now. It is read from what everybody may know of them, and told to them alone."""
    voted = exists().where(VoterMark.proposal_id == RollLine.proposal_id, VoterMark.person_id == RollLine.person_id)
    votes = session.execute(
        select(Proposal, Opening.closes_at)
        .join(Opening, Opening.proposal_id == Proposal.id)
        .join(RollLine, RollLine.proposal_id == Proposal.id)
        .where(RollLine.person_id == person_id, Opening.opened_at <= at, Opening.closes_at > at, ~voted)
        .order_by(Opening.closes_at, Proposal.id)
    )
    discussed = (
        select(Proposal)
        .join(Discussion, Discussion.proposal_id == Proposal.id)
        .where(
            ~exists().where(Opening.proposal_id == Proposal.id), ~exists().where(Withdrawal.proposal_id == Proposal.id)
        )
        .order_by(Proposal.id)
    )
    unanswered = exists().where(
        AmendmentOffer.proposal_id == Proposal.id,
        ~exists().where(AmendmentAnswer.offer_id == AmendmentOffer.id),
    )
    mine = session.execute(discussed.where(Proposal.author_id == person_id).add_columns(Discussion.begun_at))
    own = [
        proposal
        for proposal, begun_at in mine
        if begun_at + dt.timedelta(days=days_before_voting(session, proposal.kind, at=at)) <= at
    ]
    wanted = cosponsors.needed(session, at=at)
    ready_ones = [one for one in own if len(cosponsors.cosponsors_of(session, one, at=at)) >= wanted]
    said = exists().where(Cosponsorship.proposal_id == Proposal.id, Cosponsorship.person_id == person_id)
    others = discussed.where(Proposal.author_id != person_id, ~said)
    asked = list(session.execute(others).scalars()) if wanted else []
    return Waiting(
        votes=[(proposal, closes_at) for proposal, closes_at in votes],
        offers=list(session.execute(discussed.where(Proposal.author_id == person_id, unanswered)).scalars()),
        openings=ready_ones,
        support=[one for one in asked if len(cosponsors.cosponsors_of(session, one, at=at)) < wanted],
    )
