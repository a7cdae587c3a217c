"""What became of card payments, as the rest of the house needs to know it. No processor's words in it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import Json, UtcDateTime, cents, moment, pk, references


class CardPaymentAnswer(Base):
    """What a card payment was good for: it booked the slot, paid what was owed, or goes back by itself."""

    __tablename__ = "card_payment_answers"
    __table_args__ = (
        CheckConstraint("outcome IN ('booked', 'paid', 'tip', 'twice', 'too late', 'over')", name="outcome"),
        CheckConstraint("(refund_id IS NOT NULL) = (outcome IN ('twice', 'too late', 'over'))", name="refund"),
    )

    payment_id: Mapped[int] = references("payments.id", primary_key=True, autoincrement=False)
    outcome: Mapped[str] = mapped_column(String(10))
    refund_id: Mapped[int | None] = references("refunds.id", unique=True)
    answered_at: Mapped[moment]


class CardRefundFailure(Base):
    """That the processor refused to give money back to a card; the refund then goes by bank."""

    __tablename__ = "card_refund_failures"

    refund_id: Mapped[int] = references("refunds.id", primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(80))
    failed_at: Mapped[moment]


class CardTransfer(Base):
    """That a party's share of a booking is sent on to their own account with the processor.

    One row a party: several may share a job. From here until it has ended, no other payout may pay the same money.
    """

    __tablename__ = "card_transfers"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint("outcome IN ('sent', 'refused')", name="outcome"),
        CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="end"),
        CheckConstraint("entry_id IS NULL OR outcome = 'sent'", name="entry"),
        UniqueConstraint("subject", "number"),
    )

    id: Mapped[pk]
    subject: Mapped[str] = mapped_column(String(60))
    number: Mapped[int] = mapped_column(Integer)
    party_id: Mapped[int] = references("parties.id", index=True)
    payment_id: Mapped[int] = references("payments.id")
    amount_cents: Mapped[cents]
    made_at: Mapped[moment]
    outcome: Mapped[str | None] = mapped_column(String(8))
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    entry_id: Mapped[int | None] = references("entries.id", unique=True)


class ConnectedAccount(Base):
    """A worker's account; what they told Stripe about themselves stays with Stripe."""

    __tablename__ = "card_accounts"

    id: Mapped[pk]
    person_id: Mapped[int] = references("people.id", unique=True)
    processor_id: Mapped[str] = mapped_column(String(80), unique=True)
    made_at: Mapped[moment]


class AccountState(Base):
    """What Stripe said of an account at a moment; the newest counts."""

    __tablename__ = "card_account_states"

    id: Mapped[pk]
    account_id: Mapped[int] = references("card_accounts.id", index=True)
    is_filled_in: Mapped[bool]
    can_receive: Mapped[bool]
    can_pay_out: Mapped[bool]
    disabled: Mapped[str] = mapped_column(String(80), default="")
    due: Mapped[list[str]] = mapped_column(Json)
    """Stripe's own names of what it still asks for, such as `individual.verification.document`."""
    seen_at: Mapped[moment]
