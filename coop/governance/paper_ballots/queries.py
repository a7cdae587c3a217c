"""Reading batches of paper ballots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.governance.ballots.models import (
    PaperBatch,
    PaperContent,
    PaperDiscard,
    PaperName,
    PaperSigning,
    VoterMark,
)
from coop.governance.electorate.models import RollLine
from coop.people.persons.models import Person


@dataclass(frozen=True)
class Shown:
    """A batch with who opened it, whose paper it holds and how it ended, if it did."""

    batch: PaperBatch
    opened_by: Person
    names: list[Person]
    signing: PaperSigning | None
    discard: PaperDiscard | None

    @property
    def is_open(self) -> bool:
        """Whether ballots can be entered, and the batch signed or discarded."""
        return self.signing is None and self.discard is None


def batches(session: Session, proposal_id: int) -> list[Shown]:
    """All batches of a vote, the oldest first."""
    query = (
        select(PaperBatch, Person, PaperSigning, PaperDiscard)
        .join(Person, Person.id == PaperBatch.opened_by_id)
        .outerjoin(PaperSigning, PaperSigning.batch_id == PaperBatch.id)
        .outerjoin(PaperDiscard, PaperDiscard.batch_id == PaperBatch.id)
        .where(PaperBatch.proposal_id == proposal_id)
        .order_by(PaperBatch.id)
    )
    return [
        Shown(batch, person, _names(session, batch.id), signing, discard)
        for batch, person, signing, discard in session.execute(query)
    ]


def batch(session: Session, proposal_id: int, number: int) -> Shown | None:
    """One batch of a vote."""
    return next((one for one in batches(session, proposal_id) if one.batch.id == number), None)


def _names(session: Session, batch_id: int) -> list[Person]:
    query = (
        select(Person)
        .join(PaperName, PaperName.person_id == Person.id)
        .where(PaperName.batch_id == batch_id)
        .order_by(Person.display_name, Person.id)
    )
    return list(session.execute(query).scalars())


def contents(session: Session, batch_id: int) -> list[tuple[int, str]]:
    """The ballots of a batch as (place, canonical text), as they lay on the pile; none once it is decided."""
    query = select(PaperContent.place, PaperContent.content).where(PaperContent.batch_id == batch_id)
    return [(place, content) for place, content in session.execute(query.order_by(PaperContent.place))]


def roll_people(session: Session, proposal_id: int) -> list[tuple[Person, bool]]:
    """Everybody on the roll by name, and whether they have voted."""
    query = (
        select(Person, VoterMark.person_id)
        .join(RollLine, RollLine.person_id == Person.id)
        .outerjoin(
            VoterMark, (VoterMark.proposal_id == RollLine.proposal_id) & (VoterMark.person_id == RollLine.person_id)
        )
        .where(RollLine.proposal_id == proposal_id)
        .order_by(Person.display_name, Person.id)
    )
    return [(person, mark is not None) for person, mark in session.execute(query)]


def can_be_named(session: Session, proposal_id: int) -> list[Person]:
    """Who is on the roll, has not voted and stands in no batch that is open."""
    listed = {person.id for one in batches(session, proposal_id) if one.is_open for person in one.names}
    return [person for person, voted in roll_people(session, proposal_id) if not voted and person.id not in listed]


def voted_among(session: Session, proposal_id: int, people: Sequence[int]) -> int:
    """How many of these people have voted."""
    query = (
        select(func.count())
        .select_from(VoterMark)
        .where(VoterMark.proposal_id == proposal_id, VoterMark.person_id.in_(people))
    )
    return int(session.execute(query).scalar_one())
