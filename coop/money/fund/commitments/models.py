"""Reservations of funds for rounds, promises to projects, the receipts that draw on them, and their ends. Append-only.

The database refuses a fund below what is reserved of it, a promise that no entry keeps, receipts beyond the promise,
and one that returns another sum than is left.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import cents, moment, pk, references

_FUNDS = "fund IN ('solidarity', 'education', 'projects')"


class FundReservation(Base):
    """That part of a fund is kept for a round from when its vote opens. `reference` is the vote's."""

    __tablename__ = "fund_reservations"
    __table_args__ = (CheckConstraint(_FUNDS, name="fund"), CheckConstraint("amount_cents > 0", name="amount"))

    reference: Mapped[str] = mapped_column(String(40), primary_key=True)
    fund: Mapped[str] = mapped_column(String(12))
    amount_cents: Mapped[cents]
    reserved_at: Mapped[moment]


class FundRelease(Base):
    """That a reservation is over: its winners are promised their part, or nobody won."""

    __tablename__ = "fund_releases"

    reference: Mapped[str] = mapped_column(String(40), ForeignKey("fund_reservations.reference"), primary_key=True)
    released_at: Mapped[moment]


class Commitment(Base):
    """A promise of money to one purpose: by a decision, or by a steward up to the rules' limit."""

    __tablename__ = "commitments"
    __table_args__ = (
        CheckConstraint(_FUNDS, name="fund"),
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint("(decision_id IS NULL) <> (committed_by_id IS NULL)", name="one"),
        CheckConstraint("(decision_id IS NULL) = (limit_cents IS NOT NULL)", name="limit"),
        UniqueConstraint("decision_id", "line"),
    )

    id: Mapped[pk]
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    fund: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(120))
    """Public, so it names nobody."""
    amount_cents: Mapped[cents]
    responsible_id: Mapped[int] = references("people.id", index=True)
    """Who carries it out and hands in receipts; never who approves them."""
    decision_id: Mapped[int | None] = references("decisions.id")
    line: Mapped[int] = mapped_column(Integer)
    """Its number on the ballot."""
    committed_by_id: Mapped[int | None] = references("people.id")
    limit_cents: Mapped[int | None] = mapped_column(BigInteger)
    """What the rules let a steward promise without a vote."""
    committed_at: Mapped[moment]
    ends_on: Mapped[dt.date] = mapped_column(Date)
    """The last day on which receipts come in."""
    entry_id: Mapped[int] = references("entries.id", unique=True)

    @property
    def named(self) -> str:
        """What published entries call it: its number on the ballot, or its reference where no vote decided."""
        return self.reference if self.decision_id is None else str(self.line)


class ProjectExpense(Base):
    """That an expense is a project's: its approval draws on the promise."""

    __tablename__ = "project_expenses"

    expense_id: Mapped[int] = references("expenses.id", primary_key=True, autoincrement=False)
    commitment_id: Mapped[int] = references("commitments.id", index=True)


class CommitmentWarning(Base):
    """That whoever carries out a project was told that its last day comes near."""

    __tablename__ = "commitment_warnings"

    commitment_id: Mapped[int] = references("commitments.id", primary_key=True, autoincrement=False)
    told_at: Mapped[moment]


class CommitmentClosing(Base):
    """That a project is over; what was not spent is the fund's again."""

    __tablename__ = "commitment_closings"
    __table_args__ = (
        CheckConstraint("returned_cents >= 0", name="returned"),
        CheckConstraint("(returned_cents = 0) = (entry_id IS NULL)", name="entry"),
    )

    commitment_id: Mapped[int] = references("commitments.id", primary_key=True, autoincrement=False)
    closed_at: Mapped[moment]
    closed_by_id: Mapped[int | None] = references("people.id")
    """None where its last day closed it."""
    report: Mapped[str] = mapped_column(Text)
    """What came of it, for everybody to read."""
    returned_cents: Mapped[cents]
    entry_id: Mapped[int | None] = references("entries.id", unique=True)
