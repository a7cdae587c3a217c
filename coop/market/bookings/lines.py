"""The five lines of a booking: the fee is the one written down when it was made."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.market.bookings.models import Booking
from coop.money.five_lines.queries import five_lines_booked
from coop.money.five_lines.words import labelled
from coop.money.payments.entries import subject_of


def lines_said(session: Session, booking: Booking) -> list[tuple[str, int]]:
    """Where the booking's price goes, as (label, cents): the same on checkout and receipt."""
    lines = five_lines_booked(
        session,
        booking.price_cents,
        fee_cents=booking.fee_cents,
        booked_at=booking.held_at,
        subject=subject_of(booking.reference),
    )
    return labelled(lines, worker=booking.worker.display_name)


def lines_posted(
    session: Session, reference: str, *, price_cents: int, fee_cents: int
) -> list[tuple[str, int]]:
    """The same lines for the public ledger, from what was posted: nobody is named there.

    Empty when no booking has the bare `reference`.
    """
    booked_at = session.execute(select(Booking.held_at).where(Booking.reference == reference)).scalar()
    if booked_at is None:
        return []
    return labelled(
        five_lines_booked(
            session,
            price_cents,
            fee_cents=fee_cents,
            booked_at=booked_at,
            subject=subject_of(reference),
        )
    )
