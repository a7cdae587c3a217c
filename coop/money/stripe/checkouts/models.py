"""Pages that were opened for paying, how they ended, and the charges that came of them. Append-only."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import cents, moment, pk, references


class CardCheckout(Base):
    """A page of Stripe's for one payment of one booking; it closes by itself."""

    __tablename__ = "card_checkouts"
    __table_args__ = (CheckConstraint("amount_cents > 0", name="amount"),)

    attempt_id: Mapped[int] = references("card_attempts.id", primary_key=True, autoincrement=False)
    subject: Mapped[str] = mapped_column(String(60), index=True)
    purpose: Mapped[str] = mapped_column(String(10))
    session_id: Mapped[str] = mapped_column(String(120), unique=True)
    amount_cents: Mapped[cents]
    closes_at: Mapped[moment]


class CardCheckoutEnd(Base):
    """That the page was paid on, or closed without."""

    __tablename__ = "card_checkout_ends"
    __table_args__ = (CheckConstraint("outcome IN ('paid', 'expired')", name="outcome"),)

    attempt_id: Mapped[int] = references("card_checkouts.attempt_id", primary_key=True, autoincrement=False)
    outcome: Mapped[str] = mapped_column(String(8))
    ended_at: Mapped[moment]


class CardCharge(Base):
    """A charge that is in the books: as a booking's payment, or as a tip."""

    __tablename__ = "card_charges"
    __table_args__ = (
        CheckConstraint("(payment_id IS NULL) <> (tip_id IS NULL)", name="one"),
        CheckConstraint("amount_cents > 0", name="amount"),
    )

    id: Mapped[pk]
    charge_id: Mapped[str] = mapped_column(String(80), unique=True)
    intent_id: Mapped[str] = mapped_column(String(80), index=True)
    subject: Mapped[str] = mapped_column(String(60), index=True)
    amount_cents: Mapped[cents]
    payment_id: Mapped[int | None] = references("payments.id", unique=True)
    tip_id: Mapped[int | None] = references("tips.id", unique=True)
    transaction_id: Mapped[int] = references("card_transactions.id", unique=True)
