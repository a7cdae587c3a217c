"""What proposals ask of the fund: expenses that wait for a vote, and debts that could be written off."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.ledger import balances, chart
from coop.ledger.models import Party
from coop.money.fund.models import Expense, ExpenseApproval, ExpenseRefusal
from coop.people.persons.models import Person

DEBTS = (chart.WORKER_FEES, chart.CLAWBACK)


@dataclass(frozen=True)
class Debt:
    """What somebody owes the fund on one account. `name` is for members' eyes only."""

    account: str
    party_id: int
    party_token: str
    name: str
    owed_cents: int


def waiting_expenses(session: Session) -> list[Expense]:
    """Expenses neither approved nor refused, the oldest first."""
    query = (
        select(Expense)
        .outerjoin(ExpenseApproval, ExpenseApproval.expense_id == Expense.id)
        .outerjoin(ExpenseRefusal, ExpenseRefusal.expense_id == Expense.id)
        .where(ExpenseApproval.expense_id.is_(None), ExpenseRefusal.expense_id.is_(None))
        # What a project draws on was voted before.
        .where(Expense.account.in_(chart.EXPENSE_CODES))
        .order_by(Expense.id)
    )
    return list(session.execute(query).scalars())


def waiting_expense(session: Session, reference: str) -> Expense | None:
    """The expense of that reference if it waits for approval."""
    return next((expense for expense in waiting_expenses(session) if expense.reference == reference), None)


def debts(session: Session) -> list[Debt]:
    """All debts to the fund, by account and size."""
    found = []
    for account in DEBTS:
        owed = {party: cents for party, cents in balances.by_party(session, account).items() if cents > 0}
        rows = session.execute(
            select(Party.id, Party.token, Person.display_name)
            .join(Person, Person.party_id == Party.id)
            .where(Party.id.in_(owed))
        )
        found += [Debt(account, party, token, name, owed[party]) for party, token, name in rows]
    return sorted(found, key=lambda debt: (debt.account, -debt.owed_cents, debt.party_token))


def debt_of(session: Session, account: str, party_token: str) -> Debt | None:
    """One party's debt on one account."""
    return next((d for d in debts(session) if d.account == account and d.party_token == party_token), None)
