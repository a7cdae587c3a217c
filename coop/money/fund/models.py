"""What the fund spends and is given.

The database refuses a steward's approval of their own expense or of one above the limit, a payment that
nobody approved, the same person twice where two are needed, and a grant earned beyond what was given.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Date, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import cents, moment, pk, references


class Expense(Base):
    """Money that a member spent or asks to spend for the co-op, with its receipt."""

    __tablename__ = "expenses"
    __table_args__ = (CheckConstraint("amount_cents > 0", name="amount"),)

    id: Mapped[pk]
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    submitted_by_id: Mapped[int] = references("people.id", index=True)
    submitted_at: Mapped[moment]
    account: Mapped[str] = mapped_column(String(64))
    """One of the chart's expense accounts."""
    title: Mapped[str] = mapped_column(String(120))
    amount_cents: Mapped[cents]
    spent_on: Mapped[dt.date] = mapped_column(Date)
    pay_to: Mapped[str] = mapped_column(Text, default="")
    """Whom to pay and where; seen by stewards and the submitter."""
    receipt: Mapped[str] = mapped_column(String(80), default="")
    """File name under uploads/receipts: digest and ending; empty for none."""


class ExpenseApproval(Base):
    """By a steward up to a limit (both rules' limits as they stood), or by the members' decision."""

    __tablename__ = "expense_approvals"
    __table_args__ = (CheckConstraint("(approved_by_id IS NULL) <> (decision_id IS NULL)", name="one"),)

    expense_id: Mapped[int] = references("expenses.id", primary_key=True, autoincrement=False)
    approved_by_id: Mapped[int | None] = references("people.id")
    decision_id: Mapped[int | None] = references("decisions.id", unique=True)
    approved_at: Mapped[moment]
    limit_cents: Mapped[cents]
    second_limit_cents: Mapped[cents]
    entry_id: Mapped[int] = references("entries.id", unique=True)


class ExpensePayment(Base):
    """That an approved expense was paid."""

    __tablename__ = "expense_payments"

    expense_id: Mapped[int] = references("expenses.id", primary_key=True, autoincrement=False)
    paid_by_id: Mapped[int | None] = references("people.id")
    """None where a program paid what a vote had decided (a rehearsal, an import)."""
    paid_on: Mapped[dt.date] = mapped_column(Date)
    entry_id: Mapped[int] = references("entries.id", unique=True)


class ExpenseRefusal(Base):
    """That an expense was not approved, and why."""

    __tablename__ = "expense_refusals"

    expense_id: Mapped[int] = references("expenses.id", primary_key=True, autoincrement=False)
    refused_by_id: Mapped[int | None] = references("people.id")
    refused_at: Mapped[moment]
    reason: Mapped[str] = mapped_column(Text)


class Donation(Base):
    """A gift to the fund. The giver is named here and in no public entry."""

    __tablename__ = "donations"
    __table_args__ = (CheckConstraint("amount_cents > 0", name="amount"),)

    id: Mapped[pk]
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    giver: Mapped[str] = mapped_column(String(120), default="")
    amount_cents: Mapped[cents]
    received_on: Mapped[dt.date] = mapped_column(Date)
    recorded_by_id: Mapped[int | None] = references("people.id")
    recorded_at: Mapped[moment]
    entry_id: Mapped[int] = references("entries.id", unique=True)


class Grant(Base):
    """Money given for a purpose: owed back until the condition is met, step by step."""

    __tablename__ = "grants"
    __table_args__ = (CheckConstraint("amount_cents > 0", name="amount"),)

    id: Mapped[pk]
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    condition: Mapped[str] = mapped_column(Text)
    amount_cents: Mapped[cents]
    received_on: Mapped[dt.date] = mapped_column(Date)
    recorded_by_id: Mapped[int | None] = references("people.id")
    recorded_at: Mapped[moment]
    entry_id: Mapped[int] = references("entries.id", unique=True)


class GrantEarning(Base):
    """That part of a grant's condition was met: that part is the fund's now."""

    __tablename__ = "grant_earnings"
    __table_args__ = (CheckConstraint("amount_cents > 0", name="amount"),)

    id: Mapped[pk]
    grant_id: Mapped[int] = references("grants.id", index=True)
    number: Mapped[int] = mapped_column(Integer)
    amount_cents: Mapped[cents]
    earned_on: Mapped[dt.date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text, default="")
    recorded_by_id: Mapped[int | None] = references("people.id")
    entry_id: Mapped[int] = references("entries.id", unique=True)
