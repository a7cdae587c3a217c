"""Budgets as they stand, or stood at an earlier moment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from coop.money.budgets.models import Budget
from coop.money.budgets.rules import Plan
from coop.policies.models import Decision


@dataclass(frozen=True)
class Recorded:
    """A version of a budget: what it plans, when it was recorded, and the decision that adopted it ("" for none)."""

    plan: Plan
    version: int
    newest: bool
    recorded_at: dt.datetime
    decision: str
    decision_title: str


def versions(session: Session, *, before: dt.datetime | None = None) -> list[Recorded]:
    """Every version recorded before a moment, newest days first and their newest version first; two queries."""
    query = (
        select(Budget, Decision.reference, Decision.title)
        .outerjoin(Decision, Decision.id == Budget.decision_id)
        .options(selectinload(Budget.lines))
        .order_by(Budget.opens_on.desc(), Budget.closes_on.desc(), Budget.version.desc())
    )
    if before is not None:
        query = query.where(Budget.recorded_at < before)
    found: list[Recorded] = []
    for budget, reference, title in session.execute(query):
        plan = Plan(budget.opens_on, budget.closes_on, {line.account: line.cents for line in budget.lines})
        newest = not found or (found[-1].plan.opens_on, found[-1].plan.closes_on) != (plan.opens_on, plan.closes_on)
        found.append(Recorded(plan, budget.version, newest, budget.recorded_at, reference or "", title or ""))
    return found


def standing(session: Session, *, before: dt.datetime | None = None) -> list[Recorded]:
    """The versions that count, newest days first."""
    return [recorded for recorded in versions(session, before=before) if recorded.newest]


def of_days(budgets: list[Recorded], opens_on: dt.date, closes_on: dt.date) -> Recorded | None:
    """The budget of exactly these days."""
    return next((b for b in budgets if (b.plan.opens_on, b.plan.closes_on) == (opens_on, closes_on)), None)


def newest_id(session: Session) -> int:
    """Grows with every version recorded: a page that shows budgets is as old as this."""
    return int(session.execute(select(func.coalesce(func.max(Budget.id), 0))).scalar_one())
