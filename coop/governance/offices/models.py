"""Countback: that a vacancy was offered to whom the stored ballots give it, and what they said.

Both are facts of the public log, under the candidates' numbers (`commons.log.sources`).
"""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import moment, pk, references


class Countback(Base):
    """That a candidate of an election was asked to take the seat of somebody who left."""

    __tablename__ = "countbacks"
    __table_args__ = (
        UniqueConstraint("office", "term_id", "key"),
        CheckConstraint("office IN ('steward', 'committee')", name="office"),
    )

    id: Mapped[pk]
    office: Mapped[str] = mapped_column(String(12))
    term_id: Mapped[int] = mapped_column(BigInteger)
    """The term that ended early, in the table of its office."""
    proposal_id: Mapped[int] = references("proposals.id", index=True)
    """The election whose ballots are counted back."""
    vacated: Mapped[str] = mapped_column(String(3))
    """The number of whom the election gave the seat."""
    key: Mapped[str] = mapped_column(String(3))
    """The number of who is asked."""
    asked_at: Mapped[moment]


class PassedOver(Base):
    """That a candidate was left out of a countback without having answered: they were no member any more.

    Of countbacks that were asked for before these rows were kept: or were being asked for another seat.
    """

    __tablename__ = "countback_passed_over"

    countback_id: Mapped[int] = references("countbacks.id", primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(3), primary_key=True)


class CountbackAnswer(Base):
    """What they said; with a yes their term began."""

    __tablename__ = "countback_answers"

    countback_id: Mapped[int] = references("countbacks.id", primary_key=True, autoincrement=False)
    accepts: Mapped[bool]
    answered_at: Mapped[moment]
