"""Budgets as recorded: never edited; a later version for the same days takes the earlier one's place.

The database refuses a budget whose days overlap with another's in part, a version out of turn, and lines joining a
budget that has all of its own.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Date, Integer, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coop.db import Base
from coop.db.types import cents, moment, pk, references


class Budget(Base):
    """One version of the budget of some days, and who recorded it; the decision is the one that adopted it, if any."""

    __tablename__ = "budgets"
    __table_args__ = (
        UniqueConstraint("opens_on", "closes_on", "version"),
        CheckConstraint("opens_on <= closes_on", name="order"),
        CheckConstraint("line_count > 0", name="lines"),
    )

    id: Mapped[pk]
    opens_on: Mapped[dt.date] = mapped_column(Date)
    closes_on: Mapped[dt.date] = mapped_column(Date)
    version: Mapped[int] = mapped_column(Integer)
    """From 1; the highest is the one that counts."""
    line_count: Mapped[int] = mapped_column(SmallInteger)
    recorded_by_id: Mapped[int] = references("people.id")
    recorded_at: Mapped[moment]
    decision_id: Mapped[int | None] = references("decisions.id")

    lines: Mapped[list[BudgetLine]] = relationship(lazy="raise", order_by="BudgetLine.account", viewonly=True)


class BudgetLine(Base):
    """What one account of income or expenses is meant to come to, in its normal direction."""

    __tablename__ = "budget_lines"
    __table_args__ = (CheckConstraint("account LIKE 'Income:%' OR account LIKE 'Expenses:%'", name="account"),)

    budget_id: Mapped[int] = references("budgets.id", primary_key=True, autoincrement=False)
    account: Mapped[str] = mapped_column(String(64), primary_key=True)
    cents: Mapped[cents]
