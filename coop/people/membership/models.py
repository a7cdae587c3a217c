"""Membership as records: an application, objections to it, the admission, share payments, the departure."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Date, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import UtcDateTime, cents, moment, pk, references


class Application(Base):
    """That a person asked to become a member, and why. One open application a person, by the index below."""

    __tablename__ = "membership_applications"
    __table_args__ = (
        CheckConstraint("closed_at IS NULL OR closed_at >= submitted_at", name="order"),
        Index("uq_membership_applications_open", "person_id", unique=True,
              sqlite_where=text("closed_at IS NULL"), postgresql_where=text("closed_at IS NULL")),
    )

    id: Mapped[pk]
    person_id: Mapped[int] = references("people.id", index=True)
    statement: Mapped[str] = mapped_column(Text)
    submitted_at: Mapped[moment]
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    """When it ended, by admission (a Membership names it) or otherwise (an ApplicationEnd does)."""
    member_class: Mapped[str] = mapped_column(String(12), default="worker", server_default="worker")
    """What they ask to become: a value of `people.classes.rules.MemberClass`."""


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
    __table_args__ = (
        UniqueConstraint("application_id", "member_id"),
        CheckConstraint("length(reason) > 0", name="reason"),
    )

    id: Mapped[pk]
    application_id: Mapped[int] = references("membership_applications.id", index=True)
    member_id: Mapped[int] = references("people.id")
    """The person who objects; a member at that moment."""
    reason: Mapped[str] = mapped_column(Text)
    raised_at: Mapped[moment]


class Membership(Base):
    """A person's membership, from admission on; its number is theirs for good. One open one a person."""

    __tablename__ = "memberships"
    __table_args__ = (
        CheckConstraint("left_at IS NULL OR left_at >= admitted_at", name="order"),
        CheckConstraint("number > 0", name="number"),
        Index("uq_memberships_open", "person_id", unique=True,
              sqlite_where=text("left_at IS NULL"), postgresql_where=text("left_at IS NULL")),
    )

    id: Mapped[pk]
    person_id: Mapped[int] = references("people.id", index=True)
    number: Mapped[int] = mapped_column(Integer, unique=True)
    application_id: Mapped[int | None] = references("membership_applications.id", unique=True)
    """None for founders, who applied to nobody."""
    admitted_at: Mapped[moment]
    decision_id: Mapped[int | None] = references("decisions.id")
    """The vote that admitted; None where nobody objected, or for the founders (the charter's decision)."""
    left_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    """Set once, together with the Departure that says why."""


class SharePayment(Base):
    """Share capital paid in, whole or an instalment; the entry posts it, and the database compares the two."""

    __tablename__ = "share_payments"
    __table_args__ = (CheckConstraint("amount_cents > 0", name="amount"),)

    id: Mapped[pk]
    membership_id: Mapped[int] = references("memberships.id", index=True)
    amount_cents: Mapped[cents]
    paid_on: Mapped[dt.date] = mapped_column(Date)
    recorded_by_id: Mapped[int] = references("people.id")
    entry_id: Mapped[int] = references("entries.id", unique=True)


class Departure(Base):
    """Why a member left, and what becomes of the share. When they left stands on the membership."""

    __tablename__ = "departures"
    __table_args__ = (
        CheckConstraint("redeemable_cents >= 0", name="redeemable"),
        CheckConstraint("redeemable_cents = 0 OR approved_entry_id IS NOT NULL", name="approved"),
        CheckConstraint("paid_entry_id IS NULL OR approved_entry_id IS NOT NULL", name="paid_after_approval"),
    )

    membership_id: Mapped[int] = references("memberships.id", primary_key=True, autoincrement=False)
    reason: Mapped[str] = mapped_column(Text, default="")
    decision_id: Mapped[int | None] = references("decisions.id")
    """Set for an expulsion."""
    redeemable_cents: Mapped[cents]
    redeem_by: Mapped[dt.date] = mapped_column(Date)
    approved_entry_id: Mapped[int | None] = references("entries.id", unique=True)
    paid_entry_id: Mapped[int | None] = references("entries.id", unique=True)
    paid_by_id: Mapped[int | None] = references("people.id")
