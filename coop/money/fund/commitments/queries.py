"""What funds hold, and what became of each promise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from coop.ledger import chart
from coop.ledger.balances import balances
from coop.money.fund.commitments.models import (
    Commitment,
    CommitmentClosing,
    CommitmentWarning,
    FundRelease,
    FundReservation,
    ProjectExpense,
)
from coop.money.fund.commitments.rules import WARNED, CommitmentState, Fund, FundState
from coop.money.fund.models import Expense, ExpenseApproval, ExpensePayment, ExpenseRefusal
from coop.policies.models import Decision


@dataclass(frozen=True)
class CommitmentView:
    """A promise, the decision behind it if there is one, its closing, and its sums."""

    commitment: Commitment
    decision: Decision | None
    closing: CommitmentClosing | None
    state: CommitmentState


@dataclass(frozen=True)
class Receipt:
    """One part of a project's money: the expense, and what became of it."""

    expense: Expense
    approval: ExpenseApproval | None
    payment: ExpensePayment | None
    refusal: ExpenseRefusal | None

    @property
    def state(self) -> str:
        """paid, approved, refused or submitted."""
        if self.payment:
            return "paid"
        if self.approval:
            return "approved"
        return "refused" if self.refusal else "submitted"


def fund_states(session: Session) -> dict[Fund, FundState]:
    """Every fund now."""
    codes = [code for fund in Fund for code in (fund.account, fund.promised_account)]
    held = {code: -cents for (code, _commodity), cents in balances(session, codes).items()}
    reserved = _reserved(session)
    return {
        fund: FundState(
            fund, held.get(fund.account, 0), reserved.get(fund.value, 0), held.get(fund.promised_account, 0)
        )
        for fund in Fund
    }


def promised_cents(session: Session) -> int:
    """What all funds have promised and not yet spent."""
    return -sum(balances(session, chart.COMMITTED).values())


def _reserved(session: Session) -> dict[str, int]:
    query = (
        select(FundReservation.fund, func.sum(FundReservation.amount_cents))
        .outerjoin(FundRelease, FundRelease.reference == FundReservation.reference)
        .where(FundRelease.reference.is_(None))
        .group_by(FundReservation.fund)
    )
    return {fund: int(cents) for fund, cents in session.execute(query)}


def reservations(session: Session, fund: Fund) -> list[FundReservation]:
    """What is reserved of a fund now, the oldest first."""
    query = (
        select(FundReservation)
        .outerjoin(FundRelease, FundRelease.reference == FundReservation.reference)
        .where(FundRelease.reference.is_(None), FundReservation.fund == fund)
        .order_by(FundReservation.reserved_at)
    )
    return list(session.execute(query).scalars())


def by_reference(session: Session, reference: str) -> CommitmentView | None:
    """The promise of that reference."""
    return next(iter(_views(session, Commitment.reference == reference)), None)


def commitments(session: Session, *conditions: ColumnElement[bool], limit: int = 200) -> list[CommitmentView]:
    """Promises, the newest first."""
    return _views(session, *conditions, limit=limit)


def of_fund(session: Session, fund: Fund) -> list[CommitmentView]:
    """The promises of a fund, the newest first."""
    return _views(session, Commitment.fund == fund)


def of_decision(session: Session, decision_id: int) -> list[CommitmentView]:
    """The promises that a decision made, in the order of the ballot."""
    found = _views(session, Commitment.decision_id == decision_id)
    return sorted(found, key=lambda view: view.commitment.line)


def of_expense(session: Session, expense_id: int) -> CommitmentView | None:
    """The promise that an expense draws on, None for an expense of no project."""
    link = session.get(ProjectExpense, expense_id)
    return None if link is None else next(iter(_views(session, Commitment.id == link.commitment_id)), None)


def _views(session: Session, *conditions: ColumnElement[bool], limit: int = 200) -> list[CommitmentView]:
    query = (
        select(Commitment, Decision, CommitmentClosing)
        .outerjoin(Decision, Decision.id == Commitment.decision_id)
        .outerjoin(CommitmentClosing, CommitmentClosing.commitment_id == Commitment.id)
        .where(*conditions)
        .order_by(Commitment.id.desc())
        .limit(limit)
    )
    rows = session.execute(query).all()
    sums = _sums(session, [commitment.id for commitment, _decision, _closing in rows])
    return [
        CommitmentView(
            commitment,
            decision,
            closing,
            CommitmentState(
                commitment.amount_cents,
                *sums.get(commitment.id, (0, 0, 0)),
                returned_cents=closing.returned_cents if closing else 0,
                is_closed=closing is not None,
            ),
        )
        for commitment, decision, closing in rows
    ]


def _sums(session: Session, ids: Sequence[int]) -> dict[int, tuple[int, int, int]]:
    """`commitment -> (approved, paid, waiting)` in cents."""
    found: dict[int, tuple[int, int, int]] = {}
    for commitment_id, receipts in _receipts(session, ProjectExpense.commitment_id.in_(ids)).items():
        approved = sum(one.expense.amount_cents for one in receipts if one.approval)
        paid = sum(one.expense.amount_cents for one in receipts if one.payment)
        waiting = sum(one.expense.amount_cents for one in receipts if one.state == "submitted")
        found[commitment_id] = (approved, paid, waiting)
    return found


def receipts_of(session: Session, commitment: Commitment) -> list[Receipt]:
    """What was handed in for a project, the oldest first."""
    return _receipts(session, ProjectExpense.commitment_id == commitment.id).get(commitment.id, [])


def _receipts(session: Session, condition: ColumnElement[bool]) -> dict[int, list[Receipt]]:
    query = (
        select(ProjectExpense.commitment_id, Expense, ExpenseApproval, ExpensePayment, ExpenseRefusal)
        .join(Expense, Expense.id == ProjectExpense.expense_id)
        .outerjoin(ExpenseApproval, ExpenseApproval.expense_id == Expense.id)
        .outerjoin(ExpensePayment, ExpensePayment.expense_id == Expense.id)
        .outerjoin(ExpenseRefusal, ExpenseRefusal.expense_id == Expense.id)
        .where(condition)
        .order_by(Expense.id)
    )
    found: dict[int, list[Receipt]] = {}
    for commitment_id, expense, approval, payment, refusal in session.execute(query):
        found.setdefault(commitment_id, []).append(Receipt(expense, approval, payment, refusal))
    return found


def overdue(session: Session, *, today: dt.date) -> list[int]:
    """Promises whose last day is over and that are not closed, without receipts that wait for approval."""
    open_ones = _views(session, CommitmentClosing.commitment_id.is_(None), Commitment.ends_on < today, limit=1000)
    return [view.commitment.id for view in open_ones if not view.state.is_waiting]


def to_warn(session: Session, *, today: dt.date) -> list[int]:
    """Promises whose last day comes near and whose people were not told yet."""
    query = (
        select(Commitment.id)
        .outerjoin(CommitmentClosing, CommitmentClosing.commitment_id == Commitment.id)
        .outerjoin(CommitmentWarning, CommitmentWarning.commitment_id == Commitment.id)
        .where(
            CommitmentClosing.commitment_id.is_(None),
            CommitmentWarning.commitment_id.is_(None),
            Commitment.ends_on <= today + WARNED,
            Commitment.ends_on >= today,
        )
        .order_by(Commitment.id)
    )
    return list(session.execute(query).scalars())
