"""What applicants and members are told about membership, and in which words."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.notices.actions import tell
from coop.people.membership.models import Application
from coop.people.membership.queries import member_ids
from coop.people.persons.models import Person


def someone_applied(session: Session, application: Application, applicant: Person, *, at: dt.datetime) -> None:
    """Tell all members, so that those who know the person can speak."""
    members = select(Person).where(Person.id.in_(member_ids(session, at=at)))
    for member in session.execute(members).scalars():
        tell(
            session,
            member,
            kind="application",
            subject=_("%(name)s applies for membership", name=applicant.display_name),
            body=_("Read why, and say so if you object."),
            link=f"/members/applications/{application.id}",
            at=at,
        )


def objected(session: Session, applicant: Person, *, reason: str, at: dt.datetime) -> None:
    """Tell the applicant that, and why, so that they can answer before the vote."""
    tell(
        session,
        applicant,
        kind="objection",
        subject=_("A member objects to your application"),
        body=_("The members will vote on it. The reason given: %(reason)s", reason=reason),
        link="/my/membership",
        at=at,
    )


def admitted(session: Session, person: Person, *, number: int, at: dt.datetime) -> None:
    """Welcome the new member."""
    tell(
        session,
        person,
        kind="admission",
        subject=_("You are a member now"),
        body=_("Your number is %(number)d. Your page says how to pay in your share.", number=number),
        link="/my/membership",
        at=at,
    )


def refused(session: Session, applicant: Person, *, at: dt.datetime) -> None:
    """Tell the applicant how the vote went."""
    tell(
        session,
        applicant,
        kind="refusal",
        subject=_("Your application was not accepted"),
        body=_("The members voted on it. You may apply again."),
        link="/my/membership",
        at=at,
    )
