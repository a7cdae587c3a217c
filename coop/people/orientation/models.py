"""Steps of the orientation, and who has done which."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import moment, pk, references


class OrientationStep(Base):
    """A step, as it was written down: it is never edited, only ended and written anew."""

    __tablename__ = "orientation_steps"
    __table_args__ = (CheckConstraint("length(title) > 0", name="title"),)

    id: Mapped[pk]
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text, default="")
    by_member: Mapped[bool]
    """Whether a member has to say that it was done, such as a talk; else newcomers tick it off themselves."""
    added_by_id: Mapped[int] = references("people.id")
    added_at: Mapped[moment]


class OrientationStepEnd(Base):
    """That a step is asked of nobody any more."""

    __tablename__ = "orientation_step_ends"

    step_id: Mapped[int] = references("orientation_steps.id", primary_key=True, autoincrement=False)
    ended_by_id: Mapped[int] = references("people.id")
    ended_at: Mapped[moment]


class OrientationCheck(Base):
    """That somebody has done a step, and who says so."""

    __tablename__ = "orientation_checks"

    step_id: Mapped[int] = references("orientation_steps.id", primary_key=True, autoincrement=False)
    person_id: Mapped[int] = references("people.id", primary_key=True, autoincrement=False)
    checked_by_id: Mapped[int] = references("people.id")
    checked_at: Mapped[moment]
