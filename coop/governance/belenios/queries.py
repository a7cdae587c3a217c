"""Reading votes held in Belenios: where, what was brought in, and what became of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from coop.governance.ballots.models import Closing
from coop.governance.belenios.models import BeleniosAnswer, BeleniosImport, BeleniosPlace
from coop.governance.electorate.models import BeleniosVote, Opening, RollLine
from coop.governance.proposals.models import Proposal
from coop.people.persons.models import Person


@dataclass(frozen=True)
class Shown:
    """An import, who brought it in, and what became of it."""

    record: BeleniosImport
    imported_by: Person
    answer: BeleniosAnswer | None

    @property
    def is_confirmed(self) -> bool:
        """Whether a second steward confirmed it."""
        return self.answer is not None and not self.answer.reason

    @property
    def waits(self) -> bool:
        """Whether it waits for a second steward."""
        return self.answer is None


@dataclass(frozen=True)
class Told:
    """What everybody may know of where a vote is held: its place, until when a result can come, and what came."""

    place: BeleniosPlace | None
    until: dt.datetime
    waits: bool
    confirmed: BeleniosImport | None


def told_of(session: Session, proposal_id: int) -> Told | None:
    """The same of one vote; None for one that is held here."""
    until = import_until(session, proposal_id)
    if until is None:
        return None
    listed = imports(session, proposal_id)
    found = next((one.record for one in listed if one.is_confirmed), None)
    return Told(place_of(session, proposal_id), until, any(one.waits for one in listed), found)


def import_until(session: Session, proposal_id: int) -> dt.datetime | None:
    """Until when the result of a vote can be brought in; None for a vote that is held here."""
    held = session.get(BeleniosVote, proposal_id)
    return held.import_until if held else None


def places(session: Session, proposal_id: int) -> list[BeleniosPlace]:
    """Where members were sent, the first first."""
    query = select(BeleniosPlace).where(BeleniosPlace.proposal_id == proposal_id).order_by(BeleniosPlace.id)
    return list(session.execute(query).scalars())


def place_of(session: Session, proposal_id: int) -> BeleniosPlace | None:
    """Where members were sent last."""
    found = places(session, proposal_id)
    return found[-1] if found else None


def imports(session: Session, proposal_id: int) -> list[Shown]:
    """Everything that was brought in, the newest first; their archives are not read."""
    query = (
        select(BeleniosImport, Person, BeleniosAnswer)
        .join(Person, Person.id == BeleniosImport.imported_by_id)
        .outerjoin(BeleniosAnswer, BeleniosAnswer.import_id == BeleniosImport.id)
        .where(BeleniosImport.proposal_id == proposal_id)
        .order_by(BeleniosImport.id.desc())
    )
    return [Shown(*row) for row in session.execute(query)]


def confirmed(session: Session, proposal_id: int) -> BeleniosImport | None:
    """The import that a second steward confirmed."""
    query = _confirmed().where(BeleniosImport.proposal_id == proposal_id)
    return session.execute(query).scalar_one_or_none()


def _confirmed() -> Select[BeleniosImport]:
    return (
        select(BeleniosImport)
        .join(BeleniosAnswer, BeleniosAnswer.import_id == BeleniosImport.id)
        .where(BeleniosAnswer.reason == "")
    )


def archive_of(session: Session, import_id: int) -> bytes:
    """The file to the byte."""
    query = select(BeleniosImport.archive).where(BeleniosImport.id == import_id)
    return bytes(session.execute(query).scalar_one())


def voters(session: Session, proposal_id: int) -> list[Person]:
    """Everybody on the roll, by name."""
    query = (
        select(Person)
        .join(RollLine, RollLine.person_id == Person.id)
        .where(RollLine.proposal_id == proposal_id)
        .order_by(Person.display_name, Person.id)
    )
    return list(session.execute(query).scalars())


def to_do(session: Session, steward_id: int, *, at: dt.datetime) -> list[tuple[Proposal, str]]:
    """Votes in Belenios that wait for this steward, and for what: `address`, `import` or `confirm`."""
    query = (
        select(Proposal, Opening)
        .join(BeleniosVote, BeleniosVote.proposal_id == Proposal.id)
        .join(Opening, Opening.proposal_id == Proposal.id)
        .outerjoin(Closing, Closing.proposal_id == Proposal.id)
        .where(Closing.proposal_id.is_(None), BeleniosVote.import_until > at)
        .order_by(Opening.closes_at, Proposal.id)
    )
    found = []
    for proposal, opening in session.execute(query):
        if at < opening.closes_at:
            what = "" if place_of(session, proposal.id) else "address"
        else:
            latest = next((one for one in imports(session, proposal.id) if one.waits or one.is_confirmed), None)
            is_others = latest is not None and latest.waits and latest.record.imported_by_id != steward_id
            what = "import" if latest is None else "confirm" if is_others else ""
        if what:
            found.append((proposal, what))
    return found
