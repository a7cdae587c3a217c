"""What was paid for bookings and what became of it, each fact with its entry.

`subject` is `booking:<reference>`: money lies below the market and knows bookings by their reference alone.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Date, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import Json, UtcDateTime, cents, moment, pk, references


class ExpectedTransfer(Base):
    """That a client will send the price to the co-op's bank account; what the desk matches receipts with."""

    __tablename__ = "expected_transfers"
    __table_args__ = (CheckConstraint("price_cents >= 0", name="price"),)

    subject: Mapped[str] = mapped_column(String(60), primary_key=True)
    price_cents: Mapped[cents]
    worker_party_id: Mapped[int] = references("parties.id")
    client_id: Mapped[int | None] = references("people.id")
    expected_at: Mapped[moment]


class HeldMovement(Base):
    """What an entry adds to or takes from the money held for one booking. Append-only.

    The database refuses a movement that is not its entry's posting to ClientsHeld, and one that would take
    more than is held for the booking: no worker is ever paid with another client's money.
    """

    __tablename__ = "held_movements"
    __table_args__ = (CheckConstraint("amount_cents <> 0", name="amount"),)

    entry_id: Mapped[int] = references("entries.id", primary_key=True, autoincrement=False)
    subject: Mapped[str] = mapped_column(String(60), index=True)
    amount_cents: Mapped[cents]


class HeldTip(Base):
    """What an entry adds to or takes from a tip that a client paid in one with the price. Append-only.

    Until the work is done it is held with the price, and is part of what is held for the booking (`HeldMovement`). The
    database refuses more than the payment had, a tip taken for fee or price, one that does not go whole to the worker,
    and whatever would leave less held than the tips.
    """

    __tablename__ = "held_tips"
    __table_args__ = (CheckConstraint("amount_cents <> 0", name="amount"),)

    entry_id: Mapped[int] = references("entries.id", primary_key=True, autoincrement=False)
    payment_id: Mapped[int] = references("payments.id", primary_key=True, autoincrement=False)
    subject: Mapped[str] = mapped_column(String(60), index=True)
    amount_cents: Mapped[cents]


class Payment(Base):
    """Money received for a booking. The same booking, day, amount and bank line is the same payment."""

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint("method IN ('transfer', 'clearing', 'card')", name="method"),
        UniqueConstraint("subject", "received_on", "amount_cents", "bank_line"),
    )

    id: Mapped[pk]
    subject: Mapped[str] = mapped_column(String(60))
    method: Mapped[str] = mapped_column(String(10))
    amount_cents: Mapped[cents]
    received_on: Mapped[dt.date] = mapped_column(Date)
    bank_line: Mapped[str] = mapped_column(String(80), default="")
    """The bank's own reference, to tell two equal transfers of one day apart; the processor's of a card payment."""
    recorded_by_id: Mapped[int | None] = references("people.id")
    recorded_at: Mapped[moment]
    entry_id: Mapped[int] = references("entries.id", unique=True)


class Settlement(Base):
    """A completed booking to be shared out. `entry_id` is None while the client's money has not arrived."""

    __tablename__ = "settlements"
    __table_args__ = (
        CheckConstraint("fee_cents >= 0 AND fee_cents <= price_cents", name="fee"),
        CheckConstraint("minutes >= 0", name="minutes"),
        CheckConstraint("method IN ('cash', 'transfer', 'clearing', 'card')", name="method"),
        Index("ix_settlements_worker_party_id", "worker_party_id"),
    )

    subject: Mapped[str] = mapped_column(String(60), primary_key=True)
    worker_party_id: Mapped[int] = references("parties.id")
    price_cents: Mapped[cents]
    fee_cents: Mapped[cents]
    minutes: Mapped[int] = mapped_column(Integer)
    method: Mapped[str] = mapped_column(String(10))
    completed_on: Mapped[dt.date] = mapped_column(Date)
    rule_ids: Mapped[list[int]] = mapped_column(Json)
    recorded_at: Mapped[moment]
    settled_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    entry_id: Mapped[int | None] = references("entries.id", unique=True)


class Tip(Base):
    """A tip. One given in cash stays between two people: it has no entry."""

    __tablename__ = "tips"
    __table_args__ = (
        UniqueConstraint("subject", "number"),
        CheckConstraint("amount_cents > 0", name="amount"),
    )

    id: Mapped[pk]
    subject: Mapped[str] = mapped_column(String(60))
    number: Mapped[int] = mapped_column(Integer)
    worker_party_id: Mapped[int] = references("parties.id", index=True)
    amount_cents: Mapped[cents]
    method: Mapped[str] = mapped_column(String(10))
    given_on: Mapped[dt.date] = mapped_column(Date)
    entry_id: Mapped[int | None] = references("entries.id", unique=True)


class Refund(Base):
    """A refund decided; due until `sent_entry_id` says that it left the bank. Cash goes back by hand, a card payment
    to the card it came from."""

    __tablename__ = "refunds"
    __table_args__ = (
        UniqueConstraint("subject", "number"),
        CheckConstraint("amount_cents > 0", name="amount"),
    )

    id: Mapped[pk]
    subject: Mapped[str] = mapped_column(String(60))
    number: Mapped[int] = mapped_column(Integer)
    amount_cents: Mapped[cents]
    after_completion: Mapped[bool]
    method: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = references("people.id")
    decided_at: Mapped[moment]
    entry_id: Mapped[int | None] = references("entries.id", unique=True)
    """Gathers the money after completion; before it the money is held already, and cash has its fee alone."""
    payment_id: Mapped[int | None] = references("payments.id", index=True)
    """The card payment that it gives back of."""
    sent_entry_id: Mapped[int | None] = references("entries.id", unique=True)
    sent_by_id: Mapped[int | None] = references("people.id")
    sent_on: Mapped[dt.date | None] = mapped_column(Date)


class CancelledPayment(Base):
    """What a cancellation kept of the money held for a booking. From here on the rest is the client's."""

    __tablename__ = "cancelled_payments"
    __table_args__ = (CheckConstraint("worker_cents >= 0 AND fee_cents >= 0 AND fund_cents >= 0", name="kept"),)

    subject: Mapped[str] = mapped_column(String(60), primary_key=True)
    worker_cents: Mapped[cents]
    fee_cents: Mapped[cents]
    fund_cents: Mapped[cents]
    cancelled_at: Mapped[moment]
    entry_id: Mapped[int | None] = references("entries.id", unique=True)
    """None when nothing was kept."""
