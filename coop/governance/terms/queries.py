"""Who is in office now, and who was."""

from __future__ import annotations

import datetime as dt
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.governance.terms.models import CommitteeSeat
from coop.governance.terms.rules import Office, is_overdue
from coop.people.membership.models import Membership
from coop.people.membership.queries import is_open
from coop.people.persons.models import Person
from coop.people.stewards.models import Stewardship, TermOfOffice
from coop.policies.in_force import in_force

Holder = tuple[TermOfOffice, Person]


def in_office(session: Session, office: str, *, body: str = "", at: dt.datetime) -> list[Holder]:
    """Those in office now, the longest first: their term runs, and they are members."""
    model = _model(office)
    query = (
        select(model, Person)
        .join(Person, Person.id == model.person_id)
        .join(Membership, (Membership.person_id == Person.id) & is_open(at))
        .where(model.begins_at <= at, model.ends_at.is_(None) | (model.ends_at > at))
        .order_by(model.begins_at, model.id)
    )
    if office == Office.COMMITTEE:
        query = query.where(CommitteeSeat.body == body)
    return [(cast(TermOfOffice, term), person) for term, person in session.execute(query)]


def stewards_are_due(session: Session, *, at: dt.datetime) -> bool:
    """Whether an election of stewards is due: a term is over, or nobody is in office."""
    days = in_force(session, "office.term_days", at).whole
    sitting = in_office(session, Office.STEWARD, at=at)
    return not sitting or any(is_overdue(term.begins_at, term.due_at, days=days, at=at) for term, _who in sitting)


def terms_of(session: Session, office: str, *, body: str = "") -> list[Holder]:
    """Every term there was, the newest first."""
    model = _model(office)
    query = select(model, Person).join(Person, Person.id == model.person_id)
    if office == Office.COMMITTEE:
        query = query.where(CommitteeSeat.body == body)
    rows = session.execute(query.order_by(model.begins_at.desc(), model.id.desc()))
    return [(cast(TermOfOffice, term), person) for term, person in rows]


def bodies(session: Session) -> list[str]:
    """The committees that were ever elected, by name."""
    query = select(CommitteeSeat.body).distinct().order_by(CommitteeSeat.body)
    return list(session.execute(query).scalars())


def term_by_id(session: Session, office: str, term_id: int) -> TermOfOffice | None:
    """A term of an office."""
    if office not in tuple(Office):
        return None
    return cast(TermOfOffice | None, session.get(_model(office), term_id))


def body_of(term: TermOfOffice) -> str:
    """The committee of a seat; empty for a steward."""
    return term.body if isinstance(term, CommitteeSeat) else ""


def _model(office: str) -> type[Stewardship] | type[CommitteeSeat]:
    return Stewardship if office == Office.STEWARD else CommitteeSeat
