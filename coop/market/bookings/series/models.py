"""A series: the rule it was made by, and the bookings that it made. What becomes of a visit, its booking records."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coop.db import Base
from coop.db.types import BigKey, UtcDateTime, cents, moment, pk, references
from coop.market.listings.models import Listing
from coop.people.persons.models import Person


class Series(Base):
    """What a client and a worker agreed on for all visits. Never changed once it was asked for.

    A row exists from the hold on; `requested_at` is None while the client is still checking the answers.
    """

    __tablename__ = "series"
    __table_args__ = (CheckConstraint("minutes > 0 AND price_cents >= 0", name="job"),)

    id: Mapped[pk]
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    listing_id: Mapped[int] = references("listings.id", index=True)
    worker_id: Mapped[int] = references("people.id", index=True)
    client_id: Mapped[int | None] = references("people.id", index=True)
    """None while a visitor fills in the form."""
    held_at: Mapped[moment]
    requested_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    timezone: Mapped[str] = mapped_column(String(64))
    starts_at: Mapped[moment]
    """DTSTART: the first date of the rule, whether or not there is a visit on it."""
    minutes: Mapped[int] = mapped_column(Integer)
    recurrence: Mapped[str] = mapped_column(String(120))
    """RRULE of RFC 5545, by the clock of `timezone`."""
    left_out: Mapped[str] = mapped_column(Text, default="")
    """EXDATE: the dates of the rule without a visit, as local times with commas between."""
    price_cents: Mapped[cents]
    """Of each visit, all in."""

    listing: Mapped[Listing] = relationship(lazy="raise")
    worker: Mapped[Person] = relationship(lazy="raise", foreign_keys=[worker_id])
    client: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[client_id])


class SeriesVisit(Base):
    """That a booking is a visit of a series. Written with the hold, and deleted with one that lapsed."""

    __tablename__ = "series_visits"
    __table_args__ = (
        UniqueConstraint("series_id", "number"),
        CheckConstraint("number > 0", name="number"),
    )

    booking_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("bookings.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    series_id: Mapped[int] = references("series.id")
    number: Mapped[int] = mapped_column(Integer)
    """Which date of the rule, from 1 on; dates that were left out count."""
    planned_at: Mapped[moment]
    """RECURRENCE-ID: the rule's own time of that date, wherever the visit itself was put."""


class SeriesAnswer(Base):
    """That the worker took, or declined, all visits that waited for an answer. Append-only."""

    __tablename__ = "series_answers"

    series_id: Mapped[int] = references("series.id", primary_key=True, autoincrement=False)
    answered_by_id: Mapped[int] = references("people.id")
    accepted: Mapped[bool]
    answered_at: Mapped[moment]


class SeriesEnd(Base):
    """That one side cancelled all visits that remained. Append-only."""

    __tablename__ = "series_ends"

    series_id: Mapped[int] = references("series.id", primary_key=True, autoincrement=False)
    ended_by_id: Mapped[int] = references("people.id")
    ended_at: Mapped[moment]


class VisitPaymentAsk(Base):
    """That both sides were told: no card was charged for a visit, and its client has until `pay_by` to pay by hand.

    `pay_by` is None where the visit begins before that: it then waits for its payment like any booking. Append-only.
    """

    __tablename__ = "visit_payment_asks"
    __table_args__ = (CheckConstraint("pay_by IS NULL OR pay_by > asked_at", name="pay_by"),)

    booking_id: Mapped[int] = references("series_visits.booking_id", primary_key=True, autoincrement=False)
    asked_at: Mapped[moment]
    pay_by: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class VisitLapse(Base):
    """That a visit was cancelled because it was not paid by the time that both sides were told. Append-only."""

    __tablename__ = "visit_lapses"

    booking_id: Mapped[int] = references("visit_payment_asks.booking_id", primary_key=True, autoincrement=False)
    lapsed_at: Mapped[moment]
