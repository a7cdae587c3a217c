"""Reading batches of paper ballots."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from coop.governance.ballots.models import (
    Closing,
    PaperBatch,
    PaperContent,
    PaperDiscard,
    PaperName,
    PaperSigning,
    VoterMark,
)
from coop.governance.ballots.queries import listed_on_paper
from coop.governance.electorate.models import Opening, RollLine
from coop.governance.proposals.models import Proposal
from coop.people.persons.models import Person


@dataclass(frozen=True)
class Shown:
    """A batch with who opened it, whose papers it holds and how it ended, if it did."""

    batch: PaperBatch
    opened_by: Person
    names: list[Person]
    signing: PaperSigning | None
    discard: PaperDiscard | None

    @property
    def is_open(self) -> bool:
        """Whether papers can be entered, and the batch signed or discarded."""
        return self.signing is None and self.discard is None


def batches(session: Session, proposal_id: int) -> list[Shown]:
    """All batches of a vote, the oldest first."""
    return _shown(session, PaperBatch.proposal_id == proposal_id)


def batch(session: Session, proposal_id: int, number: int) -> Shown | None:
    """One batch of a vote."""
    found = _shown(session, PaperBatch.proposal_id == proposal_id, PaperBatch.id == number)
    return found[0] if found else None


def _shown(session: Session, *which: ColumnElement[bool]) -> list[Shown]:
    query = (
        select(PaperBatch, Person, PaperSigning, PaperDiscard)
        .join(Person, Person.id == PaperBatch.opened_by_id)
        .outerjoin(PaperSigning, PaperSigning.batch_id == PaperBatch.id)
        .outerjoin(PaperDiscard, PaperDiscard.batch_id == PaperBatch.id)
        .where(*which)
        .order_by(PaperBatch.id)
    )
    rows = session.execute(query).all()
    names = _names(session, [batch.id for batch, *_rest in rows])
    return [Shown(batch, person, names[batch.id], signing, discard) for batch, person, signing, discard in rows]


def _names(session: Session, numbers: Iterable[int]) -> dict[int, list[Person]]:
    found: dict[int, list[Person]] = {number: [] for number in numbers}
    query = (
        select(PaperName.batch_id, Person)
        .join(Person, Person.id == PaperName.person_id)
        .where(PaperName.batch_id.in_(found))
        .order_by(Person.display_name, Person.id)
    )
    for number, person in session.execute(query):
        found[number].append(person)
    return found


def contents(session: Session, number: int) -> list[tuple[int, str | None]]:
    """The papers of a batch as (place, canonical text or None for a spoiled one), by place; none once it is settled."""
    query = select(PaperContent.place, PaperContent.content).where(PaperContent.batch_id == number)
    return [(place, content) for place, content in session.execute(query.order_by(PaperContent.place))]


def roll_people(session: Session, proposal_id: int) -> list[tuple[Person, bool]]:
    """Everybody on the roll by name, and whether they have voted or stand on a list."""
    listed = listed_on_paper(session, proposal_id)
    query = (
        select(Person, VoterMark.person_id)
        .join(RollLine, RollLine.person_id == Person.id)
        .outerjoin(
            VoterMark, (VoterMark.proposal_id == RollLine.proposal_id) & (VoterMark.person_id == RollLine.person_id)
        )
        .where(RollLine.proposal_id == proposal_id)
        .order_by(Person.display_name, Person.id)
    )
    return [(person, mark is not None or person.id in listed) for person, mark in session.execute(query)]


def can_be_named(session: Session, proposal_id: int) -> list[Person]:
    """Who is on the roll, has not voted and stands on no list."""
    return [person for person, voted in roll_people(session, proposal_id) if not voted]


def voted_among(session: Session, proposal_id: int, people: Sequence[int]) -> int:
    """How many of these people have voted."""
    query = (
        select(func.count())
        .select_from(VoterMark)
        .where(VoterMark.proposal_id == proposal_id, VoterMark.person_id.in_(people))
    )
    return int(session.execute(query).scalar_one())


def to_sign(session: Session, steward_id: int, *, at: dt.datetime) -> list[tuple[Proposal, int]]:
    """Votes with batches whose papers are all entered and that this steward may sign, the soonest close first."""
    names, papers = (
        select(func.count()).select_from(table).where(table.batch_id == PaperBatch.id).scalar_subquery()
        for table in (PaperName, PaperContent)
    )
    query = (
        select(Proposal, PaperBatch.id)
        .join(PaperBatch, PaperBatch.proposal_id == Proposal.id)
        .join(Opening, Opening.proposal_id == Proposal.id)
        .outerjoin(Closing, Closing.proposal_id == Proposal.id)
        # A settled batch has names and no papers.
        .where(PaperBatch.opened_by_id != steward_id, Opening.closes_at > at, Closing.proposal_id.is_(None),
               names == papers)
        .order_by(Opening.closes_at, PaperBatch.id)
    )  # fmt: skip
    return [(proposal, number) for proposal, number in session.execute(query)]
