"""Stewardships: who may do the steward's chores, since when, until when, by which decision."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import UtcDateTime, moment, pk, references


class TermOfOffice:
    """A term: a person holds an office from `begins_at` until replaced, recalled or resigned.

    Whose term is over serves until others are elected, so that an office is never empty because nobody thought of it:
    `due_at` says when that is, `ends_at` when they really left. Without `due_at` it is due with the first election.
    """

    id: Mapped[pk]
    person_id: Mapped[int] = references("people.id", index=True)
    begins_at: Mapped[moment]
    due_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    ended_how: Mapped[str | None] = mapped_column(String(12))
    """`replaced`, `recalled` or `resigned`; None while it runs."""
    decision_id: Mapped[int] = references("decisions.id")


class Stewardship(TermOfOffice, Base):
    """A term as steward."""

    __tablename__ = "stewardships"
    __table_args__ = (CheckConstraint("ended_how IN ('replaced', 'recalled', 'resigned')", name="how"),)
