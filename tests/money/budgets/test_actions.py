"""Budgets on both databases: versions in turn, never edited."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from coop.ledger.chart import BANK, FEES, RUNNING
from coop.money.budgets.actions import record_budget
from coop.money.budgets.queries import newest_id, standing, versions
from coop.money.budgets.rules import NotBudgetable
from coop.policies.queries import decision_by_reference

YEAR = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))


@pytest.fixture
def record(session, steward, now):
    def recorded(*, days=YEAR, lines=None, replaces=0, decision=None, at=now):
        budget = record_budget(
            session,
            opens_on=days[0],
            closes_on=days[1],
            lines={FEES: 500, RUNNING: 300} if lines is None else lines,
            replaces=replaces,
            recorded_by=steward,
            decision=decision,
            at=at,
        )
        session.commit()
        return budget

    return recorded


def test_a_later_version_counts_and_the_earlier_stays_readable(session, record, now):
    assert newest_id(session) == 0
    record()
    charter = decision_by_reference(session, "charter")
    record(lines={RUNNING: 250}, replaces=1, decision=charter, at=now + dt.timedelta(days=1))
    (stands,) = standing(session)
    assert (stands.version, dict(stands.plan.lines), stands.decision) == (2, {RUNNING: 250}, "charter")
    assert [dict(one.plan.lines) for one in versions(session)] == [{RUNNING: 250}, {FEES: 500, RUNNING: 300}]
    (then,) = standing(session, before=now + dt.timedelta(hours=1))
    assert then.version == 1
    assert standing(session, before=now) == []
    assert newest_id(session) > 0


def test_two_stewards_at_once_are_told(session, record):
    record()
    with pytest.raises(NotBudgetable, match="meanwhile"):
        record(lines={RUNNING: 1})


def test_days_that_overlap_in_part_are_refused(session, record):
    record()
    with pytest.raises(NotBudgetable, match="overlap"):
        record(days=(dt.date(2026, 12, 31), dt.date(2027, 1, 31)))
    record(days=(dt.date(2027, 1, 1), dt.date(2027, 1, 31)))


def test_only_income_and_expenses_are_budgeted(session, record):
    with pytest.raises(ValueError, match="Assets:Bank"):
        record(lines={BANK: 1})


ROW = (
    "INSERT INTO budgets (opens_on, closes_on, version, line_count, recorded_by_id, recorded_at) "
    "SELECT {opens}, {closes}, {version}, 1, recorded_by_id, recorded_at FROM budgets WHERE id = 1"
)


@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE budgets SET closes_on = '2027-01-01'",
        "DELETE FROM budgets",
        "UPDATE budget_lines SET cents = 1",
        "DELETE FROM budget_lines",
        "INSERT INTO budget_lines (budget_id, account, cents) VALUES (1, 'Expenses:Tools', 1)",
        "INSERT INTO budget_lines (budget_id, account, cents) VALUES (1, 'Assets:Bank', 1)",
        ROW.format(opens="DATE '2026-06-01'", closes="DATE '2027-06-01'", version=1),
        ROW.format(opens="opens_on", closes="closes_on", version=3),
        ROW.format(opens="opens_on", closes="closes_on", version=1),
        ROW.format(opens="DATE '2028-06-01'", closes="DATE '2027-06-01'", version=1),
    ],
)
def test_the_database_refuses_it_too(session, record, attempt):
    record()
    if session.get_bind().dialect.name == "sqlite":
        attempt = attempt.replace("DATE '", "'")
    with pytest.raises(DatabaseError):
        session.execute(text(attempt))
    session.rollback()
    assert [dict(one.plan.lines) for one in versions(session)] == [{FEES: 500, RUNNING: 300}]
