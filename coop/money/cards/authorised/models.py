"""What a card's bank keeps aside for a booking, and what became of it. No money moves before a capture. Append-only."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import UtcDateTime, cents, moment, pk, references


class CardAuthorisation(Base):
    """That a card's bank keeps `amount_cents` aside until `lapses_at`. `subject` is `booking:<reference>`."""

    __tablename__ = "card_authorisations"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint("tip_cents >= 0 AND tip_cents < amount_cents", name="tip"),
    )

    id: Mapped[pk]
    subject: Mapped[str] = mapped_column(String(60), index=True)
    processor_id: Mapped[str] = mapped_column(String(80), unique=True)
    amount_cents: Mapped[cents]
    tip_cents: Mapped[cents]
    """What of the amount is a tip, which is charged with the price or not at all."""
    authorised_at: Mapped[moment]
    lapses_at: Mapped[moment]

    @property
    def price_cents(self) -> int:
        """What of the amount is for the work."""
        return self.amount_cents - self.tip_cents


class CardAuthorisationAnswer(Base):
    """What an authorisation was good for: it booked the slot, covers what was owed, or is let go by itself."""

    __tablename__ = "card_authorisation_answers"
    __table_args__ = (CheckConstraint("outcome IN ('booked', 'paid', 'twice', 'too late', 'over')", name="outcome"),)

    authorisation_id: Mapped[int] = references("card_authorisations.id", primary_key=True, autoincrement=False)
    outcome: Mapped[str] = mapped_column(String(10))
    answered_at: Mapped[moment]


class CardCapture(Base):
    """How much of an authorisation is to be charged, decided once; nothing lets all of it go.

    For a cancellation the facts stand beside it by which the money is shared out once it is there.
    """

    __tablename__ = "card_captures"
    __table_args__ = (
        CheckConstraint("amount_cents >= 0", name="amount"),
        CheckConstraint(
            "(kept_cents IS NULL) = (booked_at IS NULL) AND (kept_cents IS NULL) = (worker_party_id IS NULL)",
            name="cancellation",
        ),
        CheckConstraint("kept_cents IS NULL OR kept_cents >= amount_cents", name="kept"),
    )

    authorisation_id: Mapped[int] = references("card_authorisations.id", primary_key=True, autoincrement=False)
    amount_cents: Mapped[cents]
    decided_at: Mapped[moment]
    kept_cents: Mapped[cents | None]
    """What a cancellation's terms keep; None when this is no cancellation."""
    worker_party_id: Mapped[int | None] = references("parties.id")
    booked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class CardAuthorisationEnd(Base):
    """How an authorisation ended: charged (all of it, or a part), let go by us, or lapsed at the bank."""

    __tablename__ = "card_authorisation_ends"
    __table_args__ = (
        CheckConstraint("outcome IN ('captured', 'released', 'lapsed')", name="outcome"),
        CheckConstraint("(amount_cents > 0) = (outcome = 'captured')", name="amount"),
    )

    authorisation_id: Mapped[int] = references("card_authorisations.id", primary_key=True, autoincrement=False)
    outcome: Mapped[str] = mapped_column(String(10))
    amount_cents: Mapped[cents]
    ended_at: Mapped[moment]
