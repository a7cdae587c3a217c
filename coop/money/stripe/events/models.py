"""The inbox of events: which object to look at, once each. Append-only; nothing of the event's own words is kept."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import moment, pk, references


class ProcessorEvent(Base):
    """That Stripe said something happened to an object."""

    __tablename__ = "card_events"

    id: Mapped[pk]
    event_id: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(80))
    object_id: Mapped[str] = mapped_column(String(120))
    is_live: Mapped[bool]
    made_at: Mapped[moment]
    received_at: Mapped[moment]


class ProcessorEventSettled(Base):
    """That the object of an event was looked at, and what it led to is booked."""

    __tablename__ = "card_events_settled"

    event_id: Mapped[int] = references("card_events.id", primary_key=True, autoincrement=False)
    settled_at: Mapped[moment]
