"""Attempts: what was asked, under which key, and what was answered. Append-only; ids alone, no names.

The database remembers whether its first card fact was of test cards or of live ones, and refuses the other.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import Json, moment, pk, references


class CardMode(Base):
    """Whether the cards of this database are live; one row, from the first attempt or event on."""

    __tablename__ = "card_mode"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    is_live: Mapped[bool]
    since: Mapped[moment]


class Attempt(Base):
    """One call that changes something at Stripe; repeated under the same key until it is answered."""

    __tablename__ = "card_attempts"
    __table_args__ = (Index("ix_card_attempts_subject_deed", "subject", "deed"),)

    id: Mapped[pk]
    key: Mapped[str] = mapped_column(String(40), unique=True)
    deed: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(60))
    parameters: Mapped[dict[str, Any]] = mapped_column(Json)
    is_live: Mapped[bool]
    made_at: Mapped[moment]


class AttemptAnswer(Base):
    """What Stripe answered: the id of what it made, or why it refused."""

    __tablename__ = "card_attempt_answers"
    __table_args__ = (
        CheckConstraint("(object_id <> '') <> (refused <> '')", name="one"),
    )

    attempt_id: Mapped[int] = references("card_attempts.id", primary_key=True, autoincrement=False)
    object_id: Mapped[str] = mapped_column(String(120), default="")
    refused: Mapped[str] = mapped_column(String(80), default="")
    answered_at: Mapped[moment]
