"""Reading nominations and candidates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.governance.candidates.models import Candidate, Nomination, NominationAnswer
from coop.people.persons.models import Person
from coop.people.standing.queries import member_ids


@dataclass(frozen=True)
class Nominated:
    """Somebody nominated, and what they said to it; `answer` is None while they have not."""

    nomination: Nomination
    person: Person
    answer: NominationAnswer | None

    @property
    def stands(self) -> bool:
        """Whether they accepted and did not step back."""
        return self.answer is not None and self.answer.accepts


def nominated(session: Session, proposal_id: int) -> list[Nominated]:
    """Everybody nominated for an election, in the order of the nominations."""
    query = (
        select(Nomination, Person)
        .join(Person, Person.id == Nomination.nominee_id)
        .where(Nomination.proposal_id == proposal_id)
        .order_by(Nomination.id)
    )
    answers = newest_answers(session, proposal_id)
    return [Nominated(one, person, answers.get(one.id)) for one, person in session.execute(query)]


def newest_answers(session: Session, proposal_id: int) -> dict[int, NominationAnswer]:
    """By nomination, what its nominee said last."""
    query = (
        select(NominationAnswer)
        .join(Nomination, Nomination.id == NominationAnswer.nomination_id)
        .where(Nomination.proposal_id == proposal_id)
        .order_by(NominationAnswer.id)
    )
    return {answer.nomination_id: answer for answer in session.execute(query).scalars()}


def who_stands(session: Session, proposal_id: int, *, at: dt.datetime) -> list[Person]:
    """Those who accepted and are members."""
    members = set(member_ids(session, at=at))
    return [one.person for one in nominated(session, proposal_id) if one.stands and one.person.id in members]


def candidates_of(session: Session, proposal_id: int) -> dict[str, Person]:
    """The frozen candidates by their numbers, in the order of the ballot; empty before voting opens."""
    query = (
        select(Candidate.key, Person)
        .join(Person, Person.id == Candidate.person_id)
        .where(Candidate.proposal_id == proposal_id)
    )
    found = [(key, person) for key, person in session.execute(query)]
    return dict(sorted(found, key=lambda one: int(one[0])))


def statements_of(session: Session, proposal_id: int) -> dict[str, str]:
    """What each candidate wrote, by number."""
    keys = {person.id: key for key, person in candidates_of(session, proposal_id).items()}
    return {
        keys[one.person.id]: one.answer.statement
        for one in nominated(session, proposal_id)
        if one.answer is not None and one.person.id in keys
    }
