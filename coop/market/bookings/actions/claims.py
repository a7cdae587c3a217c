"""Taking, moving and giving back a worker's time. Whether it is free, the database has the last word."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Executable, delete, insert, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from coop.market.availability.models import SlotClaim
from coop.market.availability.rules import Refusal
from coop.market.availability.spans import Slot, Span
from coop.market.bookings.models import Booking

_EXCLUDED = "23P01"  # PostgreSQL's exclusion_violation
_TAKEN = "slot_claims: this time is taken"


class NotOffered(ValueError):
    """The time cannot be booked; ``reason`` says why."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(f"this time is not offered: {reason}")
        self.reason = reason


class SlotTaken(NotOffered):
    """Somebody else has the time."""

    def __init__(self) -> None:
        super().__init__(Refusal.TAKEN)


def claim(
    session: Session, booking: Booking, slot: Slot, *, expires_at: dt.datetime | None, at: dt.datetime
) -> None:
    """Take the slot with its buffers for a booking, of each of its workers; raises SlotTaken, and then has none.

    Expired claims in the way are deleted first, in this same database transaction, so that a hold blocks no
    longer than it lasts whether or not any process cleans up.
    """
    span = _padded(booking, slot)
    _make_way(session, booking, span, at)
    rows = [
        {"booking_id": booking.id, "worker_id": worker, "padded_from": span.starts_at, "padded_until": span.ends_at,
         "expires_at": expires_at}
        for worker in worker_ids(booking)
    ]  # fmt: skip
    _unless_taken(session, insert(SlotClaim).values(rows))


def move(session: Session, booking: Booking, slot: Slot, *, at: dt.datetime) -> None:
    """Take another slot instead, and keep it; raises SlotTaken and then changes nothing."""
    span = _padded(booking, slot)
    _make_way(session, booking, span, at)
    values = {"padded_from": span.starts_at, "padded_until": span.ends_at, "expires_at": None}
    _unless_taken(session, update(SlotClaim).where(SlotClaim.booking_id == booking.id).values(values))


def keep(session: Session, booking: Booking, *, until: dt.datetime | None) -> None:
    """Let the booking's claim last longer; for good with None."""
    session.execute(update(SlotClaim).where(SlotClaim.booking_id == booking.id).values(expires_at=until))


def release(session: Session, booking: Booking) -> None:
    """Give the time back. The database refuses it for a booking that stands."""
    session.execute(delete(SlotClaim).where(SlotClaim.booking_id == booking.id))


def worker_ids(booking: Booking) -> list[int]:
    """Whose time the booking takes: its worker's, or that of all its team, the lead first."""
    if booking.team_id is None or booking.team is None:
        return [booking.worker_id]
    return [member.person_id for member in booking.team.members]


def _padded(booking: Booking, slot: Slot) -> Span:
    listing = booking.listing
    return slot.padded(listing.buffer_before_minutes, listing.buffer_after_minutes)


def _make_way(session: Session, booking: Booking, span: Span, at: dt.datetime) -> None:
    workers = worker_ids(booking)
    if session.get_bind().dialect.name == "postgresql":
        # Two inserts that wait for each other inside the exclusion constraint would be a deadlock; so would two teams
        # that share members, were they not taken in one order.
        for worker in sorted(workers):
            session.execute(text("SELECT pg_advisory_xact_lock(7043, hashtext(:worker))"), {"worker": str(worker)})
    session.execute(
        delete(SlotClaim)
        .where(
            SlotClaim.worker_id.in_(workers),
            SlotClaim.booking_id != booking.id,
            SlotClaim.padded_until > span.starts_at,
            SlotClaim.padded_from < span.ends_at,
            SlotClaim.expires_at <= at,
        )
        .execution_options(synchronize_session=False)
    )


def _unless_taken(session: Session, statement: Executable) -> None:
    try:
        with session.begin_nested():
            session.execute(statement)
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) == _EXCLUDED or _TAKEN in str(error.orig):
            raise SlotTaken from error
        raise
