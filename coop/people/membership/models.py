"""Membership as records: an application, objections to it, the admission, share payments, the departure."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Date, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import cents, moment, pk, references


class Application(Base):
    """That a person asked to become a member, and why. One open application a person."""

    __tablename__ = "membership_applications"

    id: Mapped[pk]
    person_id: Mapped[int] = references("people.id", index=True)
    statement: Mapped[str] = mapped_column(Text)
    submitted_at: Mapped[moment]


class ApplicationEnd(Base):
    """How an application ended without admission: withdrawn by the applicant or refused by a vote."""

    __tablename__ = "membership_application_ends"

    application_id: Mapped[int] = references("membership_applications.id", primary_key=True, autoincrement=False)
    ended_at: Mapped[moment]
    withdrawn: Mapped[bool]
    decision_id: Mapped[int | None] = references("decisions.id")


class Objection(Base):
    """A member's written objection; the application then goes to a vote."""

    __tablename__ = "membership_objections"
    __table_args__ = (UniqueConstraint("application_id", "member_id"),)

    id: Mapped[pk]
    application_id: Mapped[int] = references("membership_applications.id", index=True)
    member_id: Mapped[int] = references("people.id")
    reason: Mapped[str] = mapped_column(Text)
    raised_at: Mapped[moment]


class Membership(Base):
    """A person's membership, from admission on; its number is theirs for good."""

    __tablename__ = "memberships"

    id: Mapped[pk]
    person_id: Mapped[int] = references("people.id", index=True)
    number: Mapped[int] = mapped_column(Integer, unique=True)
    admitted_at: Mapped[moment]
    decision_id: Mapped[int | None] = references("decisions.id")
    """The vote that admitted; None where nobody objected, or for the founders (the charter's decision)."""


class SharePayment(Base):
    """Share capital paid in, whole or an instalment; the entry posts it."""

    __tablename__ = "share_payments"
    __table_args__ = (CheckConstraint("amount_cents > 0", name="amount"),)

    id: Mapped[pk]
    membership_id: Mapped[int] = references("memberships.id", index=True)
    amount_cents: Mapped[cents]
    paid_on: Mapped[dt.date] = mapped_column(Date)
    recorded_by_id: Mapped[int] = references("people.id")
    entry_id: Mapped[int] = references("entries.id", unique=True)


class Departure(Base):
    """That a member left, and what becomes of the share."""

    __tablename__ = "departures"

    membership_id: Mapped[int] = references("memberships.id", primary_key=True, autoincrement=False)
    left_at: Mapped[moment]
    reason: Mapped[str] = mapped_column(Text, default="")
    decision_id: Mapped[int | None] = references("decisions.id")
    """Set for an expulsion."""
    redeemable_cents: Mapped[cents]
    redeem_by: Mapped[dt.date] = mapped_column(Date)
    approved_entry_id: Mapped[int | None] = references("entries.id")
    paid_entry_id: Mapped[int | None] = references("entries.id")
