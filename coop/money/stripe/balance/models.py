"""What moved the balance at Stripe, as it says, and which entry booked it. Append-only."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import cents, moment, pk, references


class ProcessorTransaction(Base):
    """A balance transaction. `landed` says whether it was available when we first saw it."""

    __tablename__ = "card_transactions"
    __table_args__ = (
        CheckConstraint("gross_cents - fee_cents = net_cents", name="sum"),
        CheckConstraint("landed IN ('pending', 'available')", name="landed"),
        Index("ix_card_transactions_source", "source"),
        Index("ix_card_transactions_category", "category"),
    )

    id: Mapped[pk]
    processor_id: Mapped[str] = mapped_column(String(80), unique=True)
    category: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(80))
    gross_cents: Mapped[cents]
    fee_cents: Mapped[cents]
    net_cents: Mapped[cents]
    currency: Mapped[str] = mapped_column(String(8))
    landed: Mapped[str] = mapped_column(String(10))
    made_at: Mapped[moment]
    available_at: Mapped[moment]
    seen_at: Mapped[moment]


class TransactionBooked(Base):
    """The entry that booked a balance transaction; the database refuses one that moves another sum."""

    __tablename__ = "card_transactions_booked"

    transaction_id: Mapped[int] = references("card_transactions.id", primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = references("entries.id", unique=True)
    booked_at: Mapped[moment]


class TransactionAvailable(Base):
    """The entry that moved a booked transaction from Pending to Available, with others of its time."""

    __tablename__ = "card_transactions_available"

    transaction_id: Mapped[int] = references(
        "card_transactions_booked.transaction_id", primary_key=True, autoincrement=False
    )
    entry_id: Mapped[int | None] = references("entries.id", index=True)
    """None when those that became available together came to nothing."""
