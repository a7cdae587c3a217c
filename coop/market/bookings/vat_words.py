"""The VAT inside a booking's price, by how its worker stood on the day of the work."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from coop.market.bookings.models import Booking
from coop.market.bookings.queries import Course
from coop.money.papers.rules import vat_split
from coop.money.payments.entries import subject_of
from coop.money.tax_status.queries import standing_on
from coop.money.tax_status.words import why_no_vat
from coop.money.teams.queries import shares_of
from coop.people.persons.models import Person
from coop.web.filters import percent


def vat_said(session: Session, course: Course, money: Callable[[int], str]) -> str:
    """A sentence for the receipt, empty until the work is done; `money` writes an amount."""
    booking = course.booking
    if course.completion is None:
        return ""
    shares = shares_of(session, subject_of(booking.reference))
    if not shares:
        return _of_one(session, booking, booking.worker, booking.price_cents, money)
    # Each of a team supplies their own part, and stands as they stand.
    said = [(one, share.gross_cents) for one, share in zip(course.workers, shares, strict=True)]
    return "\n".join(
        _("%(name)s, %(part)s: %(vat)s", name=one.display_name, part=money(cents),
          vat=_of_one(session, booking, one, cents, money))
        for one, cents in said
    )  # fmt: skip


def _of_one(
    session: Session, booking: Booking, worker: Person, cents: int, money: Callable[[int], str]
) -> str:
    stood = standing_on(session, worker.id, booking.day_of_work, otherwise=worker.display_name)
    if stood.rate is not None:
        split = vat_split(cents, stood.rate)
        return str(_("Of the price %(net)s is net and %(vat)s is VAT at %(rate)s.", net=money(split.net_cents),
                     vat=money(split.vat_cents), rate=percent(stood.rate, 2)))  # fmt: skip
    return why_no_vat(stood)
