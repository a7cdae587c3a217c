"""When a visit is charged to the card its client keeps, and until when it can be paid by hand where that failed."""

from __future__ import annotations

from datetime import datetime, timedelta


def charged_from(starts_at: datetime, *, days: int) -> datetime:
    """From when on a visit may be charged: so many days before it begins, in elapsed time."""
    return starts_at - timedelta(days=days)


def pay_by(starts_at: datetime, *, told_at: datetime, hours: int) -> datetime | None:
    """Until when a client who is told now can pay by hand; None where the visit begins before.

    A visit that has begun, or is about to, is not called off over the heads of both.
    """
    until = told_at + timedelta(hours=hours)
    return until if until < starts_at else None
