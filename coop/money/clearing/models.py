"""What the former platform paid over, and what it kept. Append-only."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Date, String
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import cents, moment, pk, references


class ClearingTransfer(Base):
    """A statement of the former platform: what arrived in the bank, and the charge it kept."""

    __tablename__ = "clearing_transfers"
    __table_args__ = (
        CheckConstraint("received_cents >= 0 AND kept_cents >= 0", name="parts"),
        CheckConstraint("received_cents + kept_cents > 0", name="amount"),
    )

    id: Mapped[pk]
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    statement: Mapped[str] = mapped_column(String(80), unique=True)
    """The platform's or the bank's own number for it: the same statement is recorded once."""
    received_cents: Mapped[cents]
    kept_cents: Mapped[cents]
    received_on: Mapped[dt.date] = mapped_column(Date)
    recorded_by_id: Mapped[int | None] = references("people.id")
    recorded_at: Mapped[moment]
    entry_id: Mapped[int] = references("entries.id", unique=True)
