"""Kept cards: no number, only what the processor calls them, and what their owner knows them by.

A consent is for one booking and one amount. The database refuses a second one while one stands, a charge of more than
was agreed, a second charge for the same consent, and one after it ended.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import UtcDateTime, cents, moment, pk, references


class CardCustomer(Base):
    """What the processor calls a person whose cards it keeps; it is told no name."""

    __tablename__ = "card_customers"

    person_id: Mapped[int] = references("people.id", primary_key=True, autoincrement=False)
    processor_id: Mapped[str] = mapped_column(String(80), unique=True)
    made_at: Mapped[moment]


class KeptCard(Base):
    """A card its owner lets us charge. Once it is removed the row says no more than that there was one."""

    __tablename__ = "kept_cards"
    __table_args__ = (
        CheckConstraint("(removed_at IS NULL) = (processor_id IS NOT NULL)", name="removed"),
        CheckConstraint("removed_at IS NULL OR (brand = '' AND last_four = '')", name="forgotten"),
        CheckConstraint("length(last_four) IN (0, 4)", name="last_four"),
        CheckConstraint("expires_month BETWEEN 1 AND 12", name="month"),
    )

    id: Mapped[pk]
    person_id: Mapped[int] = references("people.id", index=True)
    processor_id: Mapped[str | None] = mapped_column(String(80), unique=True)
    brand: Mapped[str] = mapped_column(String(20))
    last_four: Mapped[str] = mapped_column(String(4))
    expires_month: Mapped[int] = mapped_column(SmallInteger)
    expires_year: Mapped[int] = mapped_column(SmallInteger)
    kept_at: Mapped[moment]
    removed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class CardConsent(Base):
    """That a client agreed to have an amount charged to a kept card once a booking is accepted. Append-only."""

    __tablename__ = "card_consents"
    __table_args__ = (CheckConstraint("amount_cents > 0", name="amount"),)

    id: Mapped[pk]
    subject: Mapped[str] = mapped_column(String(60), index=True)
    person_id: Mapped[int] = references("people.id", index=True)
    card_id: Mapped[int] = references("kept_cards.id", index=True)
    amount_cents: Mapped[cents]
    given_at: Mapped[moment]


class CardConsentCharge(Base):
    """The one charge that a consent allows, and the attempt that asks for it. Append-only."""

    __tablename__ = "card_consent_charges"
    __table_args__ = (CheckConstraint("amount_cents > 0", name="amount"),)

    consent_id: Mapped[int] = references("card_consents.id", primary_key=True, autoincrement=False)
    attempt_id: Mapped[int] = references("card_attempts.id", unique=True)
    amount_cents: Mapped[cents]


class CardConsentEnd(Base):
    """How a consent ended: used, refused by the card, taken back, or of no more use. Append-only."""

    __tablename__ = "card_consent_ends"
    __table_args__ = (
        CheckConstraint("outcome IN ('charged', 'declined', 'asks', 'taken back', 'over')", name="outcome"),
    )

    consent_id: Mapped[int] = references("card_consents.id", primary_key=True, autoincrement=False)
    outcome: Mapped[str] = mapped_column(String(12))
    ended_at: Mapped[moment]


class CardRefusalTold(Base):
    """That both sides were told of a kept card that could not be charged. Append-only."""

    __tablename__ = "card_refusals_told"

    consent_id: Mapped[int] = references("card_consent_ends.consent_id", primary_key=True, autoincrement=False)
    told_at: Mapped[moment]
