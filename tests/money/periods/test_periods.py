"""Closing a period, on both databases."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from coop.ledger import balances, chart, checks
from coop.money.fund.actions import record_donation
from coop.money.payments import actions as payments
from coop.money.periods import actions, queries
from coop.money.periods.rules import NotClosable, check_closable, following_months

FEBRUARY = (dt.date(2026, 2, 1), dt.date(2026, 2, 28))
MARCH = (dt.date(2026, 3, 1), dt.date(2026, 3, 31))


@pytest.fixture
def february(session, steward, job, now):
    """Fees of 6.00 in February, a gift of 10.00 and a tool for 4.00 less."""
    payments.settle(session, job("F1", method="cash", day=dt.date(2026, 2, 10)), at=now)
    payments.settle(session, job("F2", method="cash", price=2_000, fee=100, day=dt.date(2026, 2, 28)), at=now)
    record_donation(session, amount_cents=1_000, received_on=dt.date(2026, 2, 1), recorded_by=steward, at=now)
    session.commit()


def close(session, now, days=FEBRUARY):
    period = actions.close(session, opens_on=days[0], closes_on=days[1], at=now)
    session.commit()
    return period


def test_income_and_expenses_become_surplus(session, february, now):
    period = close(session, now)
    assert period.surplus_cents == 1_600
    assert balances.balance(session, chart.SURPLUS) == -1_600
    assert balances.balance(session, chart.FEES) == 0
    assert checks.findings(session) == []
    assert queries.surplus_available_cents(session, period) == 1_600


def test_closing_again_changes_nothing_and_no_entry_falls_inside(session, february, job, now):
    period = close(session, now)
    assert close(session, now) is period
    late = payments.settle(session, job("L1", method="cash", day=dt.date(2026, 2, 15)), at=now)
    session.commit()
    day = session.execute(text("SELECT effective_on FROM entries WHERE id = :n"), {"n": late.entry_id}).scalar()
    assert str(day) == "2026-03-01", "a late fact is booked on the first open day"
    with pytest.raises(DBAPIError):
        payments.settle_many(session, [job("L2", method="cash", day=dt.date(2026, 2, 15))], at=now)
    session.rollback()
    with pytest.raises(DBAPIError):
        payments.settle_many(session, [job("L3", method="cash", day=dt.date(2026, 1, 15))], at=now)


def test_the_statement_tells_the_same(session, february, now):
    before = queries.statement(session, opens_on=FEBRUARY[0], closes_on=FEBRUARY[1])
    close(session, now)
    after = queries.statement(session, opens_on=FEBRUARY[0], closes_on=FEBRUARY[1])
    assert before.surplus_cents == after.surplus_cents == 1_600
    assert [(line.code, line.cents) for line in after.income] == [(chart.FEES, 600), (chart.DONATIONS, 1_000)]
    moved = {movement.code: movement.change_cents for movement in after.movements}
    assert moved == {chart.BANK: 1_000, chart.WORKER_FEES: 600, chart.SURPLUS: -1_600}
    assert sum(movement.closing_cents for movement in after.movements) == 0


def test_a_loss_lowers_the_surplus_that_is_left(session, february, steward, worker, now):
    from coop.money.fund import actions as fund

    february_period = close(session, now)
    april = dt.datetime(2026, 4, 2, 9, tzinfo=dt.UTC)
    expense = fund.submit_expense(
        session,
        submitted_by=worker,
        account=chart.RUNNING,
        title="Rent",
        amount_cents=900,
        spent_on=MARCH[0],
        at=now,
    )
    fund.approve_expense(session, expense, approver=steward, at=now)
    march = close(session, april, MARCH)
    assert march.surplus_cents == -900
    assert queries.surplus_available_cents(session, march) == 0
    assert queries.surplus_available_cents(session, february_period) == 700


def test_an_empty_period_closes_without_an_entry(session, coop, now):
    period = close(session, now)
    assert (period.closing_entry_id, period.surplus_cents) == (None, 0)


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "why"),
    [
        (FEBRUARY[1], FEBRUARY[0], "order"),
        (MARCH[0], dt.date(2026, 3, 2), "running"),
        (*MARCH, "running"),
        (dt.date(2026, 2, 11), FEBRUARY[1], "earlier"),
    ],
)
def test_a_period_is_over_before_it_is_closed_and_leaves_nothing_out(session, february, now, opens_on, closes_on, why):
    with pytest.raises(NotClosable, match=why):
        actions.close(session, opens_on=opens_on, closes_on=closes_on, at=now)


def test_periods_adjoin(session, february, now):
    close(session, now)
    later = dt.datetime(2026, 5, 1, 9, tzinfo=dt.UTC)
    for opens_on in (dt.date(2026, 2, 28), dt.date(2026, 3, 2)):
        with pytest.raises(NotClosable, match="adjoining"):
            actions.close(session, opens_on=opens_on, closes_on=MARCH[1], at=later)
    for opens_on in ("2026-03-02", "2026-02-28", "2026-01-01"):
        with pytest.raises(DBAPIError):
            session.execute(
                text(
                    "INSERT INTO periods (opens_on, closes_on, closed_at, surplus_cents) "
                    "VALUES (:o, '2026-03-31', '2026-05-01 00:00:00+00', 0)"
                ),
                {"o": opens_on},
            )
        session.rollback()
    close(session, later, MARCH)


def test_months_that_are_over_are_offered():
    assert following_months(dt.date(2025, 12, 31), dt.date(2026, 3, 2)) == [
        (dt.date(2026, 1, 1), dt.date(2026, 1, 31)),
        FEBRUARY,
    ]
    assert following_months(dt.date(2026, 2, 28), dt.date(2026, 3, 31)) == []
    assert following_months(dt.date(2025, 11, 14), dt.date(2025, 12, 1)) == [
        (dt.date(2025, 11, 15), dt.date(2025, 11, 30))
    ]


def test_a_period_may_be_a_single_day_that_is_over():
    day = dt.date(2026, 3, 1)
    check_closable(opens_on=day, closes_on=day, today=dt.date(2026, 3, 2), last_closed_on=None, first_entry_on=day)
