"""A restriction is a span of time with its cause; ending it early is a record of its own."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import moment, pk, references


class Restriction(Base):
    """That a person's listings are hidden and take no new bookings from `begins_at` until `ends_at`.

    A pause needs two stewards' signatures and a suspension a panel's decision: the database looks for them.
    """

    __tablename__ = "restrictions"
    __table_args__ = (
        UniqueConstraint("case_reference", "kind"),
        CheckConstraint("kind IN ('pause', 'suspension')", name="kind"),
        CheckConstraint("begins_at < ends_at", name="span"),
    )

    id: Mapped[pk]
    person_id: Mapped[int] = references("people.id", index=True)
    kind: Mapped[str] = mapped_column(String(12))
    case_reference: Mapped[str] = mapped_column(String(16))
    """The case behind it: people lie below governance and know cases by their reference alone."""
    begins_at: Mapped[moment]
    ends_at: Mapped[moment]


class RestrictionEnd(Base):
    """That a restriction ended before its time, and why. `ended_by_id` is None where a decision ended it."""

    __tablename__ = "restriction_ends"

    restriction_id: Mapped[int] = references("restrictions.id", primary_key=True, autoincrement=False)
    ended_at: Mapped[moment]
    ended_by_id: Mapped[int | None] = references("people.id")
    reason: Mapped[str] = mapped_column(Text)
