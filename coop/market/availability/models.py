"""A worker's time: weekly hours and the days that differ, in the worker's own zone, and what is taken."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Date, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import UtcDateTime, moment, pk, references


class WeeklyHours(Base):
    """A stretch of a weekday (0 is Monday) in minutes of the local day; past 1440 runs into the next."""

    __tablename__ = "weekly_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint(
            "start_minute >= 0 AND start_minute < 1440 AND end_minute > start_minute AND end_minute <= 2880",
            name="minutes",
        ),
    )

    id: Mapped[pk]
    worker_id: Mapped[int] = references("people.id", index=True)
    weekday: Mapped[int] = mapped_column(Integer)
    start_minute: Mapped[int] = mapped_column(Integer)
    end_minute: Mapped[int] = mapped_column(Integer)


class DateException(Base):
    """A day that differs from the week: closed where both minutes are None, else open in this stretch."""

    __tablename__ = "date_exceptions"
    __table_args__ = (
        CheckConstraint("(start_minute IS NULL) = (end_minute IS NULL)", name="both"),
    )

    id: Mapped[pk]
    worker_id: Mapped[int] = references("people.id", index=True)
    day: Mapped[dt.date] = mapped_column(Date)
    start_minute: Mapped[int | None] = mapped_column(Integer)
    end_minute: Mapped[int | None] = mapped_column(Integer)


class SlotClaim(Base):
    """The stretch of a worker's time a booking takes, buffers included. Overlaps are refused by the database.

    A booking has one claim for each of its workers: of a team, all have the same stretch or none has it.
    A hold, or a request not yet answered, is a claim that expires; `expires_at` is None once the booking
    stands. An expired claim is deleted by whoever asks for the time next.
    """

    __tablename__ = "slot_claims"
    __table_args__ = (
        CheckConstraint("padded_from < padded_until", name="span"),
        Index("ix_slot_claims_worker_id_padded_until", "worker_id", "padded_until"),
    )

    booking_id: Mapped[int] = references("bookings.id", primary_key=True, autoincrement=False)
    worker_id: Mapped[int] = references("people.id", primary_key=True, autoincrement=False)
    padded_from: Mapped[moment]
    padded_until: Mapped[moment]
    expires_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
