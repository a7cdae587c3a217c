"""A member's leave: declared by themselves, within what the rule allows; ended early by a record of its own."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Date
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import moment, pk, references


class MemberLeave(Base):
    """That a member is on leave from one day to another, both included. Why is nobody's business."""

    __tablename__ = "member_leaves"
    __table_args__ = (CheckConstraint("begins_on <= ends_on", name="span"),)

    id: Mapped[pk]
    membership_id: Mapped[int] = references("memberships.id", index=True)
    begins_on: Mapped[dt.date] = mapped_column(Date)
    ends_on: Mapped[dt.date] = mapped_column(Date)
    said_at: Mapped[moment]


class MemberLeaveEnd(Base):
    """That a leave ended before its day, or was given up: `last_day` is its last, None for none at all."""

    __tablename__ = "member_leave_ends"

    leave_id: Mapped[int] = references("member_leaves.id", primary_key=True, autoincrement=False)
    last_day: Mapped[dt.date | None] = mapped_column(Date)
    said_at: Mapped[moment]
