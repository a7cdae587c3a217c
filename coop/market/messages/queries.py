"""The conversation of a booking; the caller has made sure that its reader is a party."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.market.messages.models import Message


def conversation(session: Session, booking_id: int, *, limit: int = 200) -> Sequence[Message]:
    """The newest messages of a booking, oldest first."""
    query = select(Message).where(Message.booking_id == booking_id).order_by(Message.id.desc()).limit(limit)
    return list(reversed(session.execute(query).scalars().all()))
