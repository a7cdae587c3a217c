"""The five lines of a booking: the fee is the one written down when it was made."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from coop.market.bookings.models import Booking
from coop.money.split.rules import FiveLines, Line, five_lines
from coop.policies.in_force import in_force


def lines_of(session: Session, booking: Booking) -> FiveLines:
    """Where the booking's price goes; the expected reserve by the rule of the day it was booked."""
    floor = in_force(session, "surplus.reserve_floor", booking.held_at)
    return five_lines(booking.price_cents, fee_cents=booking.fee_cents, reserve_share=floor.fraction)


def lines_said(session: Session, booking: Booking) -> list[tuple[str, int]]:
    """The same with the words that every page has for them."""
    said = {
        Line.WORKER: _("To %(name)s", name=booking.worker.display_name),
        Line.RUNNING: _("Running the co-op"),
        Line.PROCESSOR: _("Card processor"),
        Line.RESERVE: _("Reserve, expected"),
        Line.TAX: _("Tax"),
    }
    return [(str(said[line]), cents) for line, cents in lines_of(session, booking)]
