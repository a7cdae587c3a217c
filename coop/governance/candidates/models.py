"""Nominations until voting opens, and the frozen list of candidates from then on."""

from __future__ import annotations

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import moment, pk, references


class Nomination(Base):
    """That a member put somebody forward, perhaps themselves. Only members see by whom."""

    __tablename__ = "nominations"
    __table_args__ = (UniqueConstraint("proposal_id", "nominee_id"),)

    id: Mapped[pk]
    proposal_id: Mapped[int] = references("proposals.id")
    nominee_id: Mapped[int] = references("people.id", index=True)
    nominated_by_id: Mapped[int] = references("people.id")
    nominated_at: Mapped[moment]


class NominationAnswer(Base):
    """What the nominee said to it; the newest counts, so that one can step back until voting opens."""

    __tablename__ = "nomination_answers"

    id: Mapped[pk]
    nomination_id: Mapped[int] = references("nominations.id", index=True)
    accepts: Mapped[bool]
    statement: Mapped[str] = mapped_column(Text)
    """What they want to do in office, for members to read."""
    answered_at: Mapped[moment]


class Candidate(Base):
    """A candidate under their number on the ballot: the only place that says who the number is."""

    __tablename__ = "candidates"
    __table_args__ = (UniqueConstraint("proposal_id", "person_id"),)

    proposal_id: Mapped[int] = references("proposals.id", primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(3), primary_key=True)
    person_id: Mapped[int] = references("people.id", index=True)
