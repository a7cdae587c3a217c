"""Payout runs: drawn up by one steward, approved by another above a limit, carried out once.

The database refuses a second open run, an approval by who drew it up, execution without a needed approval,
lines that do not add up to the run's total, and a run that pays anyone more than the books owe them.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Date, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import BigKey, Json, cents, moment, pk, references


class PayoutDetails(Base):
    """Where a person wants to be paid; seen by that person and in the bank files of runs."""

    __tablename__ = "payout_details"

    person_id: Mapped[int] = references("people.id", primary_key=True, autoincrement=False)
    holder: Mapped[str] = mapped_column(String(70))
    iban: Mapped[str] = mapped_column(String(34))
    bic: Mapped[str] = mapped_column(String(11), default="")
    changed_at: Mapped[moment]


class PayoutRun(Base):
    """A batch of payouts; `limit_cents` is the rule's limit for a second approval when it was drawn up."""

    __tablename__ = "payout_runs"
    __table_args__ = (CheckConstraint("total_cents >= 0", name="total"),)

    id: Mapped[pk]
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    drawn_up_by_id: Mapped[int] = references("people.id")
    drawn_up_at: Mapped[moment]
    total_cents: Mapped[cents]
    limit_cents: Mapped[cents]
    rule_ids: Mapped[list[int]] = mapped_column(Json)

    @property
    def needs_approval(self) -> bool:
        return self.total_cents > self.limit_cents


class PayoutLine(Base):
    """What one person gets in a run. Bank details are those of the moment it was drawn up."""

    __tablename__ = "payout_lines"
    __table_args__ = (
        CheckConstraint(
            "earned_cents >= 0 AND fees_cents >= 0 AND clawback_cents >= 0 AND dividend_cents >= 0",
            name="parts",
        ),
        CheckConstraint(
            "pay_cents >= 0 AND pay_cents = earned_cents - fees_cents - clawback_cents + dividend_cents",
            name="pay",
        ),
    )

    run_id: Mapped[int] = references("payout_runs.id", primary_key=True, autoincrement=False)
    party_id: Mapped[int] = references("parties.id", primary_key=True, autoincrement=False)
    earned_cents: Mapped[cents]
    fees_cents: Mapped[cents]
    clawback_cents: Mapped[cents]
    dividend_cents: Mapped[cents]
    pay_cents: Mapped[cents]
    holder: Mapped[str] = mapped_column(String(70))
    iban: Mapped[str] = mapped_column(String(34))
    bic: Mapped[str] = mapped_column(String(11))


class PayoutApproval(Base):
    """That a second person looked at the run and found it right."""

    __tablename__ = "payout_approvals"

    run_id: Mapped[int] = references("payout_runs.id", primary_key=True, autoincrement=False)
    approved_by_id: Mapped[int] = references("people.id")
    approved_at: Mapped[moment]


class PayoutExecution(Base):
    """That the bank has the order: the run's entries are posted, once."""

    __tablename__ = "payout_executions"

    run_id: Mapped[int] = references("payout_runs.id", primary_key=True, autoincrement=False)
    carried_out_by_id: Mapped[int] = references("people.id")
    paid_on: Mapped[dt.date] = mapped_column(Date)
    carried_out_at: Mapped[moment]


class PayoutDiscard(Base):
    """That a run was given up before anything was paid."""

    __tablename__ = "payout_discards"

    run_id: Mapped[int] = references("payout_runs.id", primary_key=True, autoincrement=False)
    discarded_by_id: Mapped[int] = references("people.id")
    discarded_at: Mapped[moment]


class FeesPaid(Base):
    """That a worker paid cash fees or a clawback in to the fund, rather than have them netted."""

    __tablename__ = "fees_paid"
    __table_args__ = (CheckConstraint("amount_cents > 0", name="amount"),)

    id: Mapped[pk]
    party_id: Mapped[int] = references("parties.id", index=True)
    amount_cents: Mapped[cents]
    paid_on: Mapped[dt.date] = mapped_column(Date)
    recorded_by_id: Mapped[int] = references("people.id")
    recorded_at: Mapped[moment]
    entry_id: Mapped[int] = references("entries.id", unique=True)


class PayoutReturn(Base):
    """That the bank sent one person's payout of a run back: a closed account, a wrong number."""

    __tablename__ = "payout_returns"
    __table_args__ = (
        ForeignKeyConstraint(
            ["run_id", "party_id"], ["payout_lines.run_id", "payout_lines.party_id"], name="fk_payout_returns_line"
        ),
    )

    run_id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    party_id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    returned_on: Mapped[dt.date] = mapped_column(Date)
    recorded_by_id: Mapped[int] = references("people.id")
    recorded_at: Mapped[moment]
    entry_id: Mapped[int] = references("entries.id", unique=True)
