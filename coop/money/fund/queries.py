"""Expenses with what became of them, gifts and grants."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from coop.money.fund.models import (
    Donation,
    Expense,
    ExpenseApproval,
    ExpensePayment,
    ExpenseRefusal,
    Grant,
    GrantEarning,
)
from coop.people.persons.models import Person
from coop.policies.models import Decision


@dataclass(frozen=True)
class ExpenseView:
    """An expense, who submitted it, and its approval, payment or refusal."""

    expense: Expense
    submitter: Person
    approval: ExpenseApproval | None
    decision: Decision | None
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


@dataclass(frozen=True)
class GrantView:
    """A grant and how much of it is earned."""

    grant: Grant
    earned_cents: int

    @property
    def left_cents(self) -> int:
        return self.grant.amount_cents - self.earned_cents


def _expenses() -> Select[Expense, Person, ExpenseApproval, Decision, ExpensePayment, ExpenseRefusal]:
    return (
        select(Expense, Person, ExpenseApproval, Decision, ExpensePayment, ExpenseRefusal)
        .join(Person, Person.id == Expense.submitted_by_id)
        .outerjoin(ExpenseApproval, ExpenseApproval.expense_id == Expense.id)
        .outerjoin(Decision, Decision.id == ExpenseApproval.decision_id)
        .outerjoin(ExpensePayment, ExpensePayment.expense_id == Expense.id)
        .outerjoin(ExpenseRefusal, ExpenseRefusal.expense_id == Expense.id)
    )


def expenses(
    session: Session, *, submitted_by_id: int | None = None, before_id: int | None = None, limit: int = 50
) -> list[ExpenseView]:
    """Newest first; of one person if given, and older than `before_id` for the next page."""
    query = _expenses().order_by(Expense.id.desc()).limit(limit)
    if submitted_by_id is not None:
        query = query.where(Expense.submitted_by_id == submitted_by_id)
    if before_id is not None:
        query = query.where(Expense.id < before_id)
    return [ExpenseView(*row) for row in session.execute(query)]


def expense_by_reference(session: Session, reference: str) -> ExpenseView | None:
    """The expense of that reference."""
    row = session.execute(_expenses().where(Expense.reference == reference)).first()
    return ExpenseView(*row) if row else None


def waiting_for_approval(session: Session) -> list[ExpenseView]:
    """Submitted, neither approved nor refused; oldest first."""
    query = _expenses().where(ExpenseApproval.expense_id.is_(None), ExpenseRefusal.expense_id.is_(None))
    return [ExpenseView(*row) for row in session.execute(query.order_by(Expense.id))]


def waiting_for_payment(session: Session) -> list[ExpenseView]:
    """Approved and not yet paid; oldest first."""
    query = _expenses().where(ExpenseApproval.expense_id.is_not(None), ExpensePayment.expense_id.is_(None))
    return [ExpenseView(*row) for row in session.execute(query.order_by(Expense.id))]


def donations(session: Session, *, limit: int = 50) -> list[Donation]:
    """The newest gifts."""
    return list(session.execute(select(Donation).order_by(Donation.id.desc()).limit(limit)).scalars())


def grants(session: Session) -> list[GrantView]:
    """All grants, newest first, with what is earned of each."""
    earned = (
        select(GrantEarning.grant_id, func.sum(GrantEarning.amount_cents).label("cents"))
        .group_by(GrantEarning.grant_id)
        .subquery()
    )
    rows = session.execute(
        select(Grant, func.coalesce(earned.c.cents, 0))
        .outerjoin(earned, earned.c.grant_id == Grant.id)
        .order_by(Grant.id.desc())
    )
    return [GrantView(grant, int(cents)) for grant, cents in rows]


def grant_by_reference(session: Session, reference: str) -> GrantView | None:
    """The grant of that reference."""
    return next((view for view in grants(session) if view.grant.reference == reference), None)
