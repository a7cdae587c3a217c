"""Writing to the other side of a booking."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from coop.market.messages.models import Message

LONGEST = 4000


def write(session: Session, *, booking_id: int, author_id: int, body: str, at: dt.datetime) -> Message:
    """Add a message; its author is known to be a party. ValueError for an empty or endless one."""
    body = body.strip()
    if not 0 < len(body) <= LONGEST:
        raise ValueError(f"a message has 1 to {LONGEST} characters")
    message = Message(booking_id=booking_id, author_id=author_id, body=body, written_at=at)
    session.add(message)
    session.flush()
    return message
