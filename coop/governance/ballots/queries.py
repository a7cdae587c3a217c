"""Reading the box: how many voted, whether I did, and the ballot that a receipt opens."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.governance.ballots.models import (
    Ballot,
    CarriedMark,
    Closing,
    PaperBatch,
    PaperDiscard,
    PaperName,
    PaperSigning,
    PublishedBallot,
    VoterMark,
)
from coop.governance.ballots.receipts import find_ballot
from coop.governance.electorate.frozen import FrozenVote
from coop.governance.electorate.models import Opening, RollLine
from coop.governance.electorate.queries import frozen_vote, opening_of
from coop.governance.proposals.models import Proposal
from coop.governance.proposals.queries import by_reference
from coop.people.persons.models import Person


@dataclass(frozen=True)
class PaperCounts:
    """How many ballots were on paper, and how many papers besides were blank or spoiled."""

    ballots: int
    spoiled: int


def vote_of(session: Session, reference: str) -> tuple[Proposal, Opening, FrozenVote] | None:
    """A proposal that came to a vote, its opening, and what was frozen then."""
    proposal = by_reference(session, reference)
    opening = opening_of(session, proposal.id) if proposal else None
    if proposal is None or opening is None:
        return None
    return proposal, opening, frozen_vote(session, opening, reference=reference)


def is_closed(session: Session, proposal_id: int) -> bool:
    """Whether the closing is written down; a vote past its deadline is over even if not."""
    return session.get(Closing, proposal_id) is not None


def has_voted(session: Session, proposal_id: int, person_id: int) -> bool:
    """Whether this person's mark is there."""
    return session.get(VoterMark, (proposal_id, person_id)) is not None


def voted_count(session: Session, proposal_id: int) -> int:
    """How many have voted themselves."""
    query = select(func.count()).select_from(VoterMark).where(VoterMark.proposal_id == proposal_id)
    return int(session.execute(query).scalar_one())


def contents(session: Session, proposal_id: int) -> list[tuple[str, str]]:
    """All ballots as (hash, content) by hash: the published ones, else those in the box."""
    table = PublishedBallot if is_closed(session, proposal_id) else Ballot
    query = select(table.hash, table.content).where(table.proposal_id == proposal_id).order_by(table.hash)
    return [(hashed, content) for hashed, content in session.execute(query)]


def listed_on_paper(session: Session, proposal_id: int) -> dict[int, bool]:
    """Who stands on a list of paper ballots, and whether it is signed; lists that were thrown away are none."""
    query = (
        select(PaperName.person_id, PaperSigning.batch_id)
        .join(PaperBatch, PaperBatch.id == PaperName.batch_id)
        .outerjoin(PaperSigning, PaperSigning.batch_id == PaperBatch.id)
        .outerjoin(PaperDiscard, PaperDiscard.batch_id == PaperBatch.id)
        .where(PaperBatch.proposal_id == proposal_id, PaperDiscard.batch_id.is_(None))
    )
    return {person_id: signed is not None for person_id, signed in session.execute(query)}


def paper_counts(session: Session, proposal_id: int) -> PaperCounts:
    """What the signed lists of paper ballots came to."""
    query = (
        select(
            func.coalesce(func.sum(PaperSigning.ballots), 0), func.coalesce(func.sum(PaperSigning.spoiled), 0)
        )
        .join(PaperBatch, PaperBatch.id == PaperSigning.batch_id)
        .where(PaperBatch.proposal_id == proposal_id)
    )
    ballots, spoiled = session.execute(query).one()
    return PaperCounts(int(ballots), int(spoiled))


def was_carried(session: Session, proposal_id: int, person_id: int) -> bool:
    """Whether a delegate cast a ballot for this person in a vote that is closed."""
    return session.get(CarriedMark, (proposal_id, person_id)) is not None


def ballot_of(session: Session, proposal: Proposal, *, receipt: str) -> tuple[str, str] | None:
    """The (hash, content) that a canonical receipt code opens, or None."""
    ballots = contents(session, proposal.id)
    found = find_ballot(reference=proposal.reference, receipt=receipt, ballots=ballots)
    return None if found is None else (found, dict(ballots)[found])


def not_voted(session: Session, proposal_id: int) -> list[Person]:
    """Those on the roll without a mark, and on no list of paper ballots."""
    on_paper = listed_on_paper(session, proposal_id)
    query = (
        select(Person)
        .join(RollLine, RollLine.person_id == Person.id)
        .outerjoin(
            VoterMark,
            (VoterMark.proposal_id == RollLine.proposal_id) & (VoterMark.person_id == RollLine.person_id),
        )
        .where(RollLine.proposal_id == proposal_id, VoterMark.person_id.is_(None))
        .order_by(RollLine.token)
    )
    return [person for person in session.execute(query).scalars() if person.id not in on_paper]
