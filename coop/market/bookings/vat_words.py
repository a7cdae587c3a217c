"""The VAT inside a booking's price, by how its worker stood on the day of the work."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from coop.market.bookings.queries import Course
from coop.money.papers.rules import vat_split
from coop.money.tax_status.queries import standing_on
from coop.money.tax_status.words import why_no_vat
from coop.web.filters import percent


def vat_said(session: Session, course: Course, money: Callable[[int], str]) -> str:
    """A sentence for the receipt, empty until the work is done; `money` writes an amount."""
    booking = course.booking
    if course.completion is None:
        return ""
    day = booking.day_of_work
    stood = standing_on(session, booking.worker_id, day, otherwise=booking.worker.display_name)
    if stood.rate is not None:
        split = vat_split(booking.price_cents, stood.rate)
        return str(_("Of the price %(net)s is net and %(vat)s is VAT at %(rate)s.", net=money(split.net_cents),
                     vat=money(split.vat_cents), rate=percent(stood.rate, 2)))  # fmt: skip
    return why_no_vat(stood)
