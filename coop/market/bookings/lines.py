"""The five lines of a booking: the fee is the one written down when it was made."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.market.bookings.models import Booking
from coop.money.five_lines.queries import five_lines_booked
from coop.money.five_lines.words import labelled
from coop.money.payments.entries import subject_of
from coop.money.tax_status.queries import vat_rate_on


def lines_said(session: Session, booking: Booking) -> list[tuple[str, int]]:
    """Where the booking's price goes, as (label, cents): the same on checkout and receipt."""
    lines = five_lines_booked(
        session,
        booking.price_cents,
        fee_cents=booking.fee_cents,
        booked_at=booking.held_at,
        subject=subject_of(booking.reference),
        vat_rate=vat_rate_on(session, booking.worker_id, booking.day_of_work),
    )
    return labelled(lines, worker=booking.worker.display_name)


def lines_posted(
    session: Session, reference: str, *, price_cents: int, fee_cents: int
) -> list[tuple[str, int]]:
    """The same lines for the public ledger, from what was posted: nobody is named there.

    Empty when no booking has the bare `reference`.
    """
    booking = session.execute(select(Booking).where(Booking.reference == reference)).scalar_one_or_none()
    if booking is None:
        return []
    return labelled(
        five_lines_booked(
            session,
            price_cents,
            fee_cents=fee_cents,
            booked_at=booking.held_at,
            subject=subject_of(reference),
            vat_rate=vat_rate_on(session, booking.worker_id, booking.day_of_work),
        )
    )
