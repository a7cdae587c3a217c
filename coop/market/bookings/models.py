"""Bookings and what became of them. Each state is a record that says who and when.

The time a booking takes is a `coop.market.availability.models.SlotClaim`, which the database guards.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coop.db import Base
from coop.db.types import UtcDateTime, cents, moment, pk, references
from coop.market.listings.models import Listing
from coop.market.teams.models import TeamVersion
from coop.people.persons.models import Person


class Booking(Base):
    """A client's booking of a time with a worker; price, fee rule and terms are snapshots of that moment.

    A row exists from the hold on; `requested_at` is None while the client is still checking the answers.
    """

    __tablename__ = "bookings"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="span"),
        CheckConstraint("price_cents >= 0 AND fee_cents >= 0 AND fee_cents <= price_cents", name="price"),
        CheckConstraint("payment_method IN ('cash', 'transfer', 'clearing', 'card')", name="payment_method"),
        Index("ix_bookings_worker_id_starts_at", "worker_id", "starts_at"),
        Index("ix_bookings_client_id_id", "client_id", "id"),
        Index("ix_bookings_listing_id", "listing_id"),
        Index("ix_bookings_team_id", "team_id", sqlite_where=text("team_id IS NOT NULL"),
              postgresql_where=text("team_id IS NOT NULL")),
    )

    id: Mapped[pk]
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    listing_id: Mapped[int] = references("listings.id")
    worker_id: Mapped[int] = references("people.id")
    client_id: Mapped[int | None] = references("people.id")
    """None for an imported booking, whose client is not known here, and while a visitor fills in the form."""
    held_at: Mapped[moment]
    requested_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    answer_by: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    """Until when a request may be answered; None for a hold and for an instant booking."""
    starts_at: Mapped[moment]
    ends_at: Mapped[moment]
    timezone: Mapped[str] = mapped_column(String(64))
    quantity: Mapped[int] = mapped_column(Integer, default=1)
    price_tier: Mapped[str] = mapped_column(String(8), default="middle")
    price_cents: Mapped[cents]
    fee_cents: Mapped[cents]
    fee_rule_id: Mapped[int] = references("rule_versions.id")
    fee_minimum_rule_id: Mapped[int] = references("rule_versions.id")
    payment_method: Mapped[str] = mapped_column(String(10))
    cancellation_tier: Mapped[str] = mapped_column(String(10))
    instant: Mapped[bool]
    address: Mapped[str] = mapped_column(Text, default="")
    """Shown to the worker only after acceptance."""
    note: Mapped[str] = mapped_column(Text, default="")
    sequence: Mapped[int] = mapped_column(Integer, default=0)
    """SEQUENCE of the calendar invitation; grows with each change of time."""
    team_id: Mapped[int | None] = references("team_versions.id")
    """The split that was agreed when it was booked; None for work of one. What each gets, `TeamShare` says."""

    listing: Mapped[Listing] = relationship(lazy="raise")
    worker: Mapped[Person] = relationship(lazy="raise", foreign_keys=[worker_id])
    client: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[client_id])
    team: Mapped[TeamVersion | None] = relationship(lazy="raise")

    @property
    def day_of_work(self) -> dt.date:
        """The day on which the work ends, by the booking's own clock: its worker's tax status then counts."""
        return self.ends_at.astimezone(ZoneInfo(self.timezone)).date()


class Acceptance(Base):
    """That the worker (or instant booking) took the booking."""

    __tablename__ = "booking_acceptances"

    booking_id: Mapped[int] = references("bookings.id", primary_key=True, autoincrement=False)
    accepted_by_id: Mapped[int] = references("people.id")
    accepted_at: Mapped[moment]


class Decline(Base):
    """That the worker declined a request, or that nobody answered in time (`declined_by_id` None)."""

    __tablename__ = "booking_declines"

    booking_id: Mapped[int] = references("bookings.id", primary_key=True, autoincrement=False)
    declined_by_id: Mapped[int | None] = references("people.id")
    declined_at: Mapped[moment]
    reason: Mapped[str] = mapped_column(Text, default="")


class Reschedule(Base):
    """Another time that one side proposed for a booking; open until answered, one open at a time."""

    __tablename__ = "booking_reschedules"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="span"),
        CheckConstraint("(answered_at IS NULL) = (accepted IS NULL)", name="answer"),
        Index("uq_booking_reschedules_open", "booking_id", unique=True,
              sqlite_where=text("answered_at IS NULL"), postgresql_where=text("answered_at IS NULL")),
    )

    id: Mapped[pk]
    booking_id: Mapped[int] = references("bookings.id", index=True)
    proposed_by_id: Mapped[int] = references("people.id")
    proposed_at: Mapped[moment]
    starts_at: Mapped[moment]
    ends_at: Mapped[moment]
    answered_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    accepted: Mapped[bool | None]


class Waiver(Base):
    """That the worker lets the client cancel this booking without charge."""

    __tablename__ = "booking_waivers"

    booking_id: Mapped[int] = references("bookings.id", primary_key=True, autoincrement=False)
    waived_by_id: Mapped[int] = references("people.id")
    waived_at: Mapped[moment]


class Cancellation(Base):
    """Who cancelled, when, why, and what it cost by the tier in force at booking."""

    __tablename__ = "booking_cancellations"
    __table_args__ = (CheckConstraint("kept_cents >= 0 AND refund_cents >= 0", name="parts"),)

    booking_id: Mapped[int] = references("bookings.id", primary_key=True, autoincrement=False)
    cancelled_by_id: Mapped[int] = references("people.id")
    cancelled_at: Mapped[moment]
    reason: Mapped[str] = mapped_column(Text, default="")
    kept_cents: Mapped[cents]
    refund_cents: Mapped[cents]
    waived: Mapped[bool] = mapped_column(default=False)


class Completion(Base):
    """That a booking was carried out: who said so, when, and the whole minutes (0 for under half a one)."""

    __tablename__ = "booking_completions"
    __table_args__ = (CheckConstraint("minutes >= 0", name="minutes"),)

    booking_id: Mapped[int] = references("bookings.id", primary_key=True, autoincrement=False)
    confirmed_by_id: Mapped[int | None] = references("people.id")
    """None for an imported booking."""
    confirmed_at: Mapped[moment]
    minutes: Mapped[int] = mapped_column(Integer)


class NoShow(Base):
    """That one side says the other did not come; the other may contest it until `contest_by`.

    Uncontested, the money goes as in a cancellation at the last moment by the side that did not come.
    """

    __tablename__ = "booking_no_shows"
    __table_args__ = (CheckConstraint("reported_by_id <> absent_id", name="sides"),)

    booking_id: Mapped[int] = references("bookings.id", primary_key=True, autoincrement=False)
    reported_by_id: Mapped[int] = references("people.id")
    absent_id: Mapped[int] = references("people.id")
    reported_at: Mapped[moment]
    contest_by: Mapped[moment]
    contested_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    contest: Mapped[str] = mapped_column(Text, default="")
    settled_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
