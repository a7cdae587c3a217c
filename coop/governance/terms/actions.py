"""Beginning and ending terms of office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import text
from sqlalchemy.orm import Session

from coop.governance.terms.models import CommitteeSeat
from coop.governance.terms.queries import in_office, terms_of
from coop.governance.terms.rules import How, Office, TooFew, is_replaced
from coop.people.persons.models import Person
from coop.people.standing.queries import member_ids
from coop.people.stewards import actions as stewards
from coop.people.stewards.models import Stewardship, TermOfOffice
from coop.policies.in_force import in_force
from coop.policies.models import Decision


def seat(
    session: Session,
    elected: Sequence[Person],
    *,
    office: str,
    body: str = "",
    replaces: str,
    decision: Decision,
    at: dt.datetime,
) -> tuple[list[TermOfOffice], int]:
    """Begin the terms of those elected, then end those that they replace; raises TooFew and changes nothing then.

    Who left the co-op since takes no seat. Returns the new terms and how many ended.
    """
    one_at_a_time(session)
    members = set(member_ids(session, at=at))
    going = [
        term for term, who in terms_of(session, office, body=body)
        if term.ends_at is None and (who.id not in members or is_replaced(term.due_at, replaces, at=at))
    ]  # fmt: skip
    due_at = at + dt.timedelta(days=in_force(session, "office.term_days", at).whole)
    begun = [
        begin(session, person, office=office, body=body, decision=decision, due_at=due_at, at=at)
        for person in elected
        if person.id in members
    ]
    _refuse_too_few(session, office, going=[*going], at=at)
    for term in going:
        stewards.end(term, how=How.REPLACED, at=at)
    session.flush()
    return begun, len(going)


def begin(
    session: Session,
    person: Person,
    *,
    office: str,
    body: str,
    decision: Decision,
    due_at: dt.datetime | None,
    at: dt.datetime,
) -> TermOfOffice:
    """Begin one term."""
    if office == Office.STEWARD:
        return stewards.appoint(session, person, decision=decision, begins_at=at, due_at=due_at)
    term = CommitteeSeat(person_id=person.id, body=body, begins_at=at, due_at=due_at, decision_id=decision.id)
    session.add(term)
    session.flush()
    return term


def leave_office(session: Session, term: TermOfOffice, *, how: How, at: dt.datetime) -> None:
    """End a term before others are elected; raises TooFew. One that has ended stays as it ended."""
    one_at_a_time(session)
    session.refresh(term)
    if term.ends_at is not None:
        return
    office = Office.STEWARD if isinstance(term, Stewardship) else Office.COMMITTEE
    _refuse_too_few(session, office, going=[term], at=at)
    stewards.end(term, how=how, at=at)
    session.flush()


def _refuse_too_few(session: Session, office: str, *, going: list[TermOfOffice], at: dt.datetime) -> None:
    if office != Office.STEWARD or not going:
        return
    least = in_force(session, "office.least_stewards", at).whole
    gone = {term.id for term in going}
    staying = {person.id for term, person in in_office(session, office, at=at) if term.id not in gone}
    if len(staying) < least:
        raise TooFew(
            ngettext(
                "Our rules ask for at least %(num)s steward in office.",
                "Our rules ask for at least %(num)s stewards in office.",
                least,
            )
            + " "
            + _("Others have to be elected first.")
        )


def one_at_a_time(session: Session) -> None:
    """Hold off everybody else who changes who holds an office, until this database transaction ends.

    Two who leave at once would each count on the other, and two who fill one seat would each find it vacant. The
    databases' own test that a steward stays waits for the same lock; SQLite has one writer anyhow.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(7043)"))
