"""Recording a budget."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy.orm import Session

from coop.money.budgets.models import Budget, BudgetLine
from coop.money.budgets.queries import of_days, standing
from coop.money.budgets.rules import Plan, check_recordable
from coop.money.locks import lock
from coop.money.statements.rules import is_result
from coop.people.persons.models import Person
from coop.policies.models import Decision


def record_budget(
    session: Session,
    *,
    opens_on: dt.date,
    closes_on: dt.date,
    lines: Mapping[str, int],
    replaces: int,
    recorded_by: Person,
    decision: Decision | None,
    at: dt.datetime,
) -> Budget:
    """Record the next version of the budget of these days; `replaces` is the version its author saw, 0 for none.

    `lines`: account of income or expenses -> cents in its normal direction. Raises NotBudgetable.
    """
    lock(session, "budgets")
    strange = [code for code in lines if not is_result(code)]
    if strange:
        raise ValueError(f"no account of income or expenses: {', '.join(strange)}")
    known = standing(session)
    same = of_days(known, opens_on, closes_on)
    version = same.version if same else 0
    check_recordable(Plan(opens_on, closes_on, lines), [one.plan for one in known], version=version, replaces=replaces)
    budget = Budget(
        opens_on=opens_on,
        closes_on=closes_on,
        version=version + 1,
        line_count=len(lines),
        recorded_by_id=recorded_by.id,
        recorded_at=at,
        decision_id=decision.id if decision else None,
    )
    session.add(budget)
    session.flush()
    session.add_all(BudgetLine(budget_id=budget.id, account=code, cents=cents) for code, cents in lines.items())
    session.flush()
    return budget
