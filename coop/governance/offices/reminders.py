"""Telling members, in time to nominate and vote, that the term of somebody in office comes to its end."""

from __future__ import annotations

import datetime as dt

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.governance.offices.queries import OfficeShown, offices
from coop.governance.proposals.payloads import under_way
from coop.governance.proposals.rules import Kind
from coop.notices.actions import tell
from coop.notices.models import Notice
from coop.people.membership.queries import member_ids
from coop.people.persons.models import Person

KIND = "election-due"


def remind(session: Session, *, at: dt.datetime) -> int:
    """Tell every member, once a term, of each office whose election is due and not called; returns how many letters."""
    called = {(election["office"], election["body"]) for election in under_way(session, Kind.ELECT, None)}
    return sum(
        _remind(session, office, at=at)
        for office in offices(session, at=at)
        if (office.office, office.body) not in called
    )


def _remind(session: Session, office: OfficeShown, *, at: dt.datetime) -> int:
    due = min((seat for seat in office.seats if seat.is_due), key=lambda seat: seat.over_at, default=None)
    if due is None:
        return 0
    link = f"/offices#{office.office}-{due.term.id}"
    told = select(Notice.person_id).where(Notice.kind == KIND, Notice.link == link)
    query = select(Person).where(Person.id.in_(member_ids(session, at=at)), Person.id.not_in(told)).order_by(Person.id)
    people = session.execute(query).scalars().all()
    for person in people:
        with force_locale(person.locale):
            subject = (
                _("An election is due: %(committee)s", committee=office.body)
                if office.body
                else _("An election of stewards is due")
            )
            body = _(
                "A term comes to its end. Any member can propose the election and nominate others; an election that is "
                "called now is carried out about when the term is over. Until then whoever is in office stays."
            )
            tell(session, person, kind=KIND, subject=subject[:200], body=body, link=link, at=at)
    return len(people)
