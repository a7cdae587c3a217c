"""What those who carry out a project are told."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_currency
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from coop.money.fund.commitments.models import Commitment
from coop.notices.actions import tell
from coop.people.persons.models import Person
from coop.policies.queries import charter


def _sum(session: Session, person: Person, cents: int) -> str:
    return format_currency(Decimal(cents).scaleb(-2), charter(session).currency, locale=person.locale)


def _day(person: Person, day: dt.date) -> str:
    return format_date(day, format="long", locale=person.locale)


def committed(session: Session, person: Person, commitment: Commitment, *, at: dt.datetime) -> None:
    """The money is promised: how receipts come in, and until when."""
    with force_locale(person.locale):
        tell(
            session,
            person,
            kind="project-committed",
            subject=_("Promised to your project: %(title)s", title=commitment.title)[:200],
            body=_(
                "%(sum)s is kept for it. Hand in receipts until %(day)s; what is not spent by then returns to the "
                "fund.",
                sum=_sum(session, person, commitment.amount_cents),
                day=_day(person, commitment.ends_on),
            ),
            link=f"/projects/{commitment.reference}",
            at=at,
        )


def ending(session: Session, person: Person, commitment: Commitment, *, at: dt.datetime) -> None:
    """The last day comes near."""
    with force_locale(person.locale):
        tell(
            session,
            person,
            kind="project-ending",
            subject=_(
                "Last receipts by %(day)s: %(title)s", day=_day(person, commitment.ends_on), title=commitment.title
            )[:200],
            body=_("Hand in what you still have. What is not spent returns to the fund after that day."),
            link=f"/projects/{commitment.reference}",
            at=at,
        )


def returned(session: Session, person: Person, commitment: Commitment, cents: int, *, at: dt.datetime) -> None:
    """The last day is over."""
    with force_locale(person.locale):
        tell(
            session,
            person,
            kind="project-ended",
            subject=_("Your project is closed: %(title)s", title=commitment.title)[:200],
            body=_(
                "Its last day was %(day)s. %(sum)s returned to the fund.",
                day=_day(person, commitment.ends_on),
                sum=_sum(session, person, cents),
            ),
            link=f"/projects/{commitment.reference}",
            at=at,
        )
