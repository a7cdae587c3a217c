"""Telling stewards that the books are wrong."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from coop.ledger.checks import Finding
from coop.notices.actions import tell
from coop.notices.models import Notice
from coop.people.persons.models import Person
from coop.people.stewards.models import Stewardship

KIND = "books-wrong"
AGAIN_AFTER = dt.timedelta(days=1)


def tell_stewards(session: Session, found: list[Finding], *, at: dt.datetime) -> int:
    """Tell every steward in office what is wrong, once a day for as long as it is; returns how many were told."""
    text = "\n".join(f"{finding.check}: {finding.where}, {finding.detail}" for finding in found)
    stewards = stewards_not_told(session, KIND, since=at - AGAIN_AFTER, at=at) if found else []
    for steward in stewards:
        tell(
            session,
            steward,
            kind=KIND,
            subject=_("The books are wrong"),
            link="/desk",
            at=at,
            body=_("A check of the books failed. Pay nothing out until it is explained.") + f"\n\n{text}",
        )
    return len(stewards)


def stewards_not_told(session: Session, kind: str, *, since: dt.datetime, at: dt.datetime) -> list[Person]:
    """Stewards in office whom no notice of this kind has reached since a moment."""
    told = select(Notice.person_id).where(Notice.kind == kind, Notice.created_at > since)
    query = (
        select(Person)
        .join(Stewardship, Stewardship.person_id == Person.id)
        .where(
            Stewardship.begins_at <= at,
            or_(Stewardship.ends_at.is_(None), Stewardship.ends_at > at),
            Person.id.not_in(told),
        )
        .distinct()
    )
    return list(session.execute(query).scalars())
