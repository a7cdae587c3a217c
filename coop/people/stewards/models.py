"""Stewardships: who may do the steward's chores, since when, until when, by which decision."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import UtcDateTime, moment, pk, references


class Stewardship(Base):
    """A term as steward; ended early by a recall, which sets `ends_at`."""

    __tablename__ = "stewardships"

    id: Mapped[pk]
    person_id: Mapped[int] = references("people.id", index=True)
    begins_at: Mapped[moment]
    ends_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    decision_id: Mapped[int] = references("decisions.id")
