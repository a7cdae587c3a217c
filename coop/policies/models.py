"""The co-op itself, decisions, and the dated versions of its rules. All append-only but the charter's words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import Json, UtcDateTime, moment, pk, references


class Charter(Base):
    """The co-op this database belongs to: exactly one row, written by `coop found`."""

    __tablename__ = "charter"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(80))
    currency: Mapped[str] = mapped_column(String(3))
    timezone: Mapped[str] = mapped_column(String(64))
    preset: Mapped[str] = mapped_column(String(32))
    founded_at: Mapped[moment]
    is_demo: Mapped[bool] = mapped_column(default=False)
    accent: Mapped[str] = mapped_column(String(7), default="#1d6b4c")
    iban: Mapped[str] = mapped_column(String(34), default="")
    """Where clients send transfers and payout files draw from."""
    bic: Mapped[str] = mapped_column(String(11), default="")
    contact: Mapped[str] = mapped_column(Text, default="")


class Decision(Base):
    """What the members decided, once and for all: the thing entries and rule versions cite."""

    __tablename__ = "decisions"

    id: Mapped[pk]
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    """`charter` for the founding one, else the proposal's reference."""
    kind: Mapped[str] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(String(200))
    decided_at: Mapped[moment]
    statement: Mapped[str] = mapped_column(Text, default="")
    """The outcome in words and figures, as published."""


class RuleVersion(Base):
    """The value of a rule from a moment on, and the decision that set it."""

    __tablename__ = "rule_versions"
    __table_args__ = (UniqueConstraint("name", "version"), UniqueConstraint("name", "in_force_from"))

    id: Mapped[pk]
    name: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(Integer)
    value: Mapped[Any] = mapped_column(Json)
    """As written by its type in the register: fractions as "1/20", whole numbers as numbers."""
    in_force_from: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    decision_id: Mapped[int] = references("decisions.id", index=True)
    recorded_at: Mapped[moment]
