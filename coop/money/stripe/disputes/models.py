"""Disputes and what became of them. Append-only; the entries come from Stripe's balance transactions."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import UtcDateTime, cents, moment, pk, references


class CardDispute(Base):
    """A dispute of a charge. An inquiry (`warning_*`) is none yet: it moves no money."""

    __tablename__ = "card_disputes"
    __table_args__ = (CheckConstraint("amount_cents > 0", name="amount"), UniqueConstraint("subject", "number"))

    id: Mapped[pk]
    processor_id: Mapped[str] = mapped_column(String(80), unique=True)
    subject: Mapped[str] = mapped_column(String(60))
    number: Mapped[int] = mapped_column(Integer)
    charge_id: Mapped[int] = references("card_charges.id", index=True)
    amount_cents: Mapped[cents]
    reason: Mapped[str] = mapped_column(String(60))
    is_inquiry: Mapped[bool]
    opened_at: Mapped[moment]
    answer_by: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class CardDisputeState(Base):
    """How a dispute stood at a moment, in Stripe's word; the newest counts."""

    __tablename__ = "card_dispute_states"

    id: Mapped[pk]
    dispute_id: Mapped[int] = references("card_disputes.id", index=True)
    status: Mapped[str] = mapped_column(String(40))
    seen_at: Mapped[moment]


class CardDisputeEvidence(Base):
    """What a steward sent in answer, in the words that were sent."""

    __tablename__ = "card_dispute_evidence"

    attempt_id: Mapped[int] = references("card_attempts.id", primary_key=True, autoincrement=False)
    dispute_id: Mapped[int] = references("card_disputes.id", unique=True)
    words: Mapped[str] = mapped_column(Text)
    sent_by_id: Mapped[int] = references("people.id")


class CardDisputeEnd(Base):
    """That a dispute is over, and the entry of a loss."""

    __tablename__ = "card_dispute_ends"
    __table_args__ = (CheckConstraint("outcome IN ('won', 'lost', 'closed')", name="outcome"),)

    dispute_id: Mapped[int] = references("card_disputes.id", primary_key=True, autoincrement=False)
    outcome: Mapped[str] = mapped_column(String(8))
    entry_id: Mapped[int | None] = references("entries.id", unique=True)
    ended_at: Mapped[moment]
