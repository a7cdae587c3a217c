"""Messages between the parties of a booking."""

from __future__ import annotations

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import moment, pk, references


class Message(Base):
    """One message on a booking; only its parties read it."""

    __tablename__ = "messages"
    __table_args__ = (Index("ix_messages_booking_id_id", "booking_id", "id"),)

    id: Mapped[pk]
    booking_id: Mapped[int] = references("bookings.id")
    author_id: Mapped[int] = references("people.id")
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[moment]
