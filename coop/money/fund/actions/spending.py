"""Expenses, from the asking to the bank. Who may is written here and refused again by the database."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from coop.ledger import chart, journal
from coop.money.cover import require_cover, require_in_bank
from coop.money.fund.actions.refusals import BeyondPromise, NeedsAnother, NeedsVote, NotOpen
from coop.money.fund.commitments import queries as commitments
from coop.money.fund.commitments.actions import AlreadyClosed, thing
from coop.money.fund.commitments.models import Commitment, ProjectExpense
from coop.money.fund.commitments.queries import CommitmentView
from coop.money.fund.commitments.rules import Fund
from coop.money.fund.entries import expense_entry, expense_paid_entry
from coop.money.fund.models import Expense, ExpenseApproval, ExpensePayment, ExpenseRefusal
from coop.money.locks import lock
from coop.money.periods.queries import entry_day
from coop.money.references import new_reference
from coop.people.persons.models import Person
from coop.policies.in_force import in_force
from coop.policies.models import Decision
from coop.policies.queries import charter, local_day


def submit_expense(
    session: Session,
    *,
    submitted_by: Person,
    account: str,
    title: str,
    amount_cents: int,
    spent_on: dt.date,
    pay_to: str = "",
    receipt: str = "",
    reference: str | None = None,
    at: dt.datetime,
) -> Expense:
    """Ask the fund to pay something; nothing is posted until it is approved."""
    if account not in chart.EXPENSE_CODES:
        raise ValueError(f"{account} is no expense account")
    expense = Expense(
        reference=reference or new_reference("E"),
        submitted_by_id=submitted_by.id,
        submitted_at=at,
        account=account,
        title=title,
        amount_cents=amount_cents,
        spent_on=spent_on,
        pay_to=pay_to,
        receipt=receipt,
    )
    session.add(expense)
    session.flush()
    return expense


def submit_receipt(
    session: Session,
    commitment: Commitment,
    *,
    submitted_by: Person,
    title: str,
    amount_cents: int,
    spent_on: dt.date,
    pay_to: str = "",
    receipt: str = "",
    at: dt.datetime,
) -> Expense:
    """Hand in a receipt of a project; raises AlreadyClosed, and BeyondPromise for more than can still be drawn."""
    lock(session, thing(commitment))
    view = commitments.by_reference(session, commitment.reference)
    if view is None or view.closing is not None or local_day(session, at) > commitment.ends_on:
        raise AlreadyClosed(commitment.reference)
    if amount_cents > view.state.left_cents - view.state.waiting_cents:
        raise BeyondPromise(view.state.left_cents - view.state.waiting_cents)
    expense = Expense(
        reference=new_reference("E"),
        submitted_by_id=submitted_by.id,
        submitted_at=at,
        account=Fund(commitment.fund).promised_account,
        title=title,
        amount_cents=amount_cents,
        spent_on=spent_on,
        pay_to=pay_to,
        receipt=receipt,
    )
    session.add(expense)
    session.flush()
    session.add(ProjectExpense(expense_id=expense.id, commitment_id=commitment.id))
    session.flush()
    return expense


def approve_expense(
    session: Session,
    expense: Expense,
    *,
    approver: Person | None = None,
    decision: Decision | None = None,
    at: dt.datetime,
) -> ExpenseApproval:
    """Approve by a steward within the limit, or by the members' decision; then the expense is owed.

    A project's receipt needs no limit, as the fund has promised the money: a steward approves it who neither handed it
    in nor carries the project out.

    Approved again, it answers with the first approval. Raises NeedsVote, NeedsAnother, NotOpen, NotCovered when the
    fund does not hold the amount besides what it has promised, and BeyondPromise.
    """
    project = commitments.of_expense(session, expense.id)
    lock(session, f"expense:{expense.reference}", *([thing(project.commitment)] if project else []))
    known = session.get(ExpenseApproval, expense.id)
    if known is not None:
        return known
    if session.get(ExpenseRefusal, expense.id) is not None:
        raise NotOpen("refused")
    if (approver is None) == (decision is None):
        raise ValueError("an expense is approved by a steward or by a decision")
    limit = in_force(session, "spend.limit_without_vote_cents", at)
    second = in_force(session, "payout.second_approval_cents", at)
    _refuse_wrong_approval(session, expense, project, approver, limit_cents=limit.whole)
    made_by = decision.id if decision else project.commitment.decision_id if project else None
    entry = expense_entry(
        expense.reference,
        account=expense.account,
        amount_cents=expense.amount_cents,
        day=entry_day(session, local_day(session, at)),
        currency=charter(session).currency,
        rule_ids=() if decision or project else (limit.id,),
        decision_id=made_by,
        project=project.commitment.named if project else None,
    )
    approval = ExpenseApproval(
        expense_id=expense.id,
        approved_by_id=approver.id if approver else None,
        decision_id=decision.id if decision else None,
        approved_at=at,
        limit_cents=limit.whole,
        second_limit_cents=second.whole,
        entry_id=journal.post(session, entry, at=at),
    )
    session.add(approval)
    session.flush()
    return approval


def _refuse_wrong_approval(
    session: Session, expense: Expense, project: CommitmentView | None, approver: Person | None, *, limit_cents: int
) -> None:
    if approver is not None and approver.id == expense.submitted_by_id:
        raise NeedsAnother("nobody approves an expense of their own")
    if project is not None:
        _within_promise(session, project, expense, approver)
    elif approver is not None and expense.amount_cents > limit_cents:
        raise NeedsVote(f"above {limit_cents}")
    else:
        require_cover(session, expense.amount_cents, keeping_cents=commitments.promised_cents(session))


def _within_promise(
    session: Session, project: CommitmentView, expense: Expense, approver: Person | None
) -> None:
    """What is promised is the co-op's own until now and owed from now on: the cover is looked at all the same."""
    if approver is None:
        raise ValueError("a project's receipt is approved by a steward")
    if approver.id == project.commitment.responsible_id:
        raise NeedsAnother("nobody approves a receipt of the project they carry out")
    left = commitments.by_reference(session, project.commitment.reference)
    if left is None or left.closing is not None:
        raise NotOpen("closed")
    if expense.amount_cents > left.state.left_cents:
        raise BeyondPromise(left.state.left_cents)
    require_cover(session, expense.amount_cents)


def refuse_expense(
    session: Session, expense: Expense, *, refused_by: Person | None, reason: str, at: dt.datetime
) -> ExpenseRefusal:
    """Say no, with a reason; raises NotOpen for one that is approved."""
    lock(session, f"expense:{expense.reference}")
    known = session.get(ExpenseRefusal, expense.id)
    if known is not None:
        return known
    if session.get(ExpenseApproval, expense.id) is not None:
        raise NotOpen("approved")
    refusal = ExpenseRefusal(
        expense_id=expense.id,
        refused_by_id=refused_by.id if refused_by else None,
        refused_at=at,
        reason=reason,
    )
    session.add(refusal)
    session.flush()
    return refusal


def pay_expense(
    session: Session, expense: Expense, *, paid_by: Person | None, paid_on: dt.date, at: dt.datetime
) -> ExpensePayment:
    """Record that the bank paid it, once. Raises NotOpen, NotCovered, and NeedsAnother above the limit and for whoever
    carries out the project or handed in its receipt."""
    lock(session, f"expense:{expense.reference}")
    known = session.get(ExpensePayment, expense.id)
    if known is not None:
        return known
    approval = session.get(ExpenseApproval, expense.id)
    if approval is None:
        raise NotOpen("not approved")
    same = paid_by is not None and paid_by.id in (expense.submitted_by_id, approval.approved_by_id)
    if same and expense.amount_cents > approval.second_limit_cents:
        raise NeedsAnother("above the limit, a second person pays")
    project = commitments.of_expense(session, expense.id)
    if project and paid_by and paid_by.id in (expense.submitted_by_id, project.commitment.responsible_id):
        raise NeedsAnother("nobody pays out to the project they carry out")
    require_in_bank(session, expense.amount_cents)
    entry = expense_paid_entry(
        expense.reference,
        amount_cents=expense.amount_cents,
        day=entry_day(session, paid_on),
        currency=charter(session).currency,
        decision_id=project.commitment.decision_id if project else approval.decision_id,
        project=project.commitment.named if project else None,
    )
    payment = ExpensePayment(
        expense_id=expense.id,
        paid_by_id=paid_by.id if paid_by else None,
        paid_on=paid_on,
        entry_id=journal.post(session, entry, at=at),
    )
    session.add(payment)
    session.flush()
    return payment
