"""The class of a membership as dated facts; one without any is a worker's."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import moment, pk, references


class MembershipClass(Base):
    """That a membership is of a class from a moment on, until a later row says otherwise."""

    __tablename__ = "membership_classes"
    __table_args__ = (CheckConstraint("member_class IN ('worker', 'user', 'supporter')", name="member_class"),)

    id: Mapped[pk]
    membership_id: Mapped[int] = references("memberships.id", index=True)
    member_class: Mapped[str] = mapped_column(String(12))
    since: Mapped[moment]
    set_by_id: Mapped[int | None] = references("people.id")
    """The steward who wrote a change down; None for what came with admission."""
    reason: Mapped[str] = mapped_column(Text, default="")
