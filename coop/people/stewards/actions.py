"""Putting a member in the steward's office, and ending a term."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from coop.people.persons.models import Person
from coop.people.stewards.models import Stewardship, TermOfOffice
from coop.policies.models import Decision


def appoint(
    session: Session,
    person: Person,
    *,
    decision: Decision,
    begins_at: dt.datetime,
    due_at: dt.datetime | None = None,
) -> Stewardship:
    """A term as steward, by the founding charter or a vote; standing asks for membership besides."""
    term = Stewardship(person_id=person.id, begins_at=begins_at, due_at=due_at, decision_id=decision.id)
    session.add(term)
    session.flush()
    return term


def end(term: TermOfOffice, *, how: str, at: dt.datetime) -> None:
    """End a term now: it was `replaced`, `recalled` or `resigned`. The database refuses the last steward's end."""
    term.ends_at, term.ended_how = at, how
