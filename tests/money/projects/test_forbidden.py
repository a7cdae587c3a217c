"""What code and both databases refuse: promising too much, to oneself, drawing too much, twice, one's own, late."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from coop.ledger import chart, journal
from coop.ledger.entries import Entry, lines
from coop.money.fund import actions as fund
from coop.money.fund.commitments import actions as commitments
from coop.money.fund.commitments import queries
from coop.money.fund.commitments.rules import Fund
from coop.money.fund.models import Expense
from tests.money.projects.conftest import DAY, appoint


def refuses(session, statement, **facts):
    with pytest.raises(DatabaseError):
        session.execute(text(statement), facts)
        session.commit()
    session.rollback()


def posted(session, reference, account, cents, against, now):
    entry = Entry(reference, "commitment", now.date(), lines((account, cents, "EUR"), (against, -cents, "EUR")))
    return journal.post(session, entry, at=now)


PROMISE = (
    "INSERT INTO commitments (reference, fund, title, amount_cents, responsible_id, committed_by_id, line, "
    "limit_cents, committed_at, ends_on, entry_id) VALUES ('JX', 'solidarity', 'x', :cents, :who, :by, 1, :most, :at, "
    "'2027-01-01', :entry)"
)


def test_a_steward_promises_no_more_than_the_rules_allow_and_nobody_themselves(session, filled, worker, steward, now):
    facts = {"fund": Fund.SOLIDARITY, "title": "x", "steward": steward, "at": now}
    with pytest.raises(commitments.AboveLimit):
        commitments.commit_without_vote(session, amount_cents=10_001, responsible=worker, **facts)
    with pytest.raises(commitments.NotForOneself):
        commitments.commit_without_vote(session, amount_cents=100, responsible=steward, **facts)
    with pytest.raises(commitments.NotFree):
        commitments.commit_without_vote(
            session, amount_cents=100, responsible=worker, **{**facts, "fund": Fund.EDUCATION}
        )
    session.rollback()


@pytest.mark.parametrize(("cents", "posted_cents", "most", "own"), [
    (5_000, 5_000, 4_999, False), (5_000, 5_000, 9_000, True), (5_000, 4_999, 9_000, False), (0, 5_000, 9_000, False),
])  # fmt: skip
def test_the_database_refuses_a_promise_above_the_limit_to_oneself_or_that_is_not_in_the_books(
    session, filled, worker, steward, now, cents, posted_cents, most, own
):
    entry = posted(session, "x", chart.SOLIDARITY, posted_cents, chart.COMMITTED_SOLIDARITY, now)
    refuses(session, PROMISE, cents=cents, who=steward.id if own else worker.id, by=steward.id, most=most, at=now,
            entry=entry)  # fmt: skip


@pytest.mark.parametrize("account", [chart.SOLIDARITY, chart.COMMITTED_SOLIDARITY])
def test_no_entry_takes_a_fund_below_nothing(session, project, now, account):
    held = {chart.SOLIDARITY: 42_000, chart.COMMITTED_SOLIDARITY: 8_000}[account]
    with pytest.raises(DatabaseError, match="less free"):
        posted(session, "x", account, held + 1, chart.BANK, now)
        session.commit()
    session.rollback()


def test_what_is_kept_for_a_vote_is_promised_to_nobody(session, filled, worker, steward, now):
    commitments.reserve(session, "77", fund=Fund.SOLIDARITY, amount_cents=45_000, at=now)
    session.commit()
    with pytest.raises(commitments.NotFree) as refusal:
        commitments.commit_without_vote(
            session, fund=Fund.SOLIDARITY, title="x", amount_cents=5_001, responsible=worker, steward=steward, at=now
        )
    assert refusal.value.free_cents == 5_000
    with pytest.raises(commitments.NotFree):
        commitments.reserve(session, "78", fund=Fund.SOLIDARITY, amount_cents=5_001, at=now)
    session.rollback()
    with pytest.raises(DatabaseError, match="less free"):
        posted(session, "x", chart.SOLIDARITY, 5_001, chart.BANK, now)
        session.commit()
    session.rollback()


def test_nobody_approves_or_pays_their_own(session, project, hand_in, worker, steward, now):
    appoint(session, worker, at=now)
    own = hand_in(1_000)
    with pytest.raises(fund.NeedsAnother):
        fund.approve_expense(session, own, approver=worker, at=now)
    session.rollback()
    entry = posted(session, "x", chart.COMMITTED_SOLIDARITY, 1_000, chart.ACCOUNTS_PAYABLE, now)
    refuses(
        session,
        "INSERT INTO expense_approvals (expense_id, approved_by_id, approved_at, limit_cents, second_limit_cents, "
        "entry_id) VALUES (:expense, :who, :at, 100000, 100000, :entry)",
        expense=own.id, who=worker.id, at=now, entry=entry,
    )  # fmt: skip
    fund.approve_expense(session, own, approver=steward, at=now)
    session.commit()
    with pytest.raises(fund.NeedsAnother):
        fund.pay_expense(session, own, paid_by=worker, paid_on=now.date(), at=now)
    session.rollback()
    entry = posted(session, "y", chart.ACCOUNTS_PAYABLE, 1_000, chart.BANK, now)
    refuses(
        session,
        "INSERT INTO expense_payments (expense_id, paid_by_id, paid_on, recorded_at, entry_id) "
        "VALUES (:expense, :who, :day, :at, :entry)",
        expense=own.id, who=worker.id, day=now.date(), at=now, entry=entry,
    )  # fmt: skip


def test_a_receipt_is_paid_once(session, hand_in, steward, second_steward, now):
    expense = hand_in(1_000)
    first = fund.approve_expense(session, expense, approver=steward, at=now)
    assert fund.approve_expense(session, expense, approver=second_steward, at=now) is first
    paid = fund.pay_expense(session, expense, paid_by=second_steward, paid_on=now.date(), at=now)
    assert fund.pay_expense(session, expense, paid_by=steward, paid_on=now.date(), at=now) is paid
    session.commit()
    entry = posted(session, "x", chart.ACCOUNTS_PAYABLE, 1_000, chart.BANK, now)
    refuses(
        session,
        "INSERT INTO expense_payments (expense_id, paid_by_id, paid_on, recorded_at, entry_id) "
        "VALUES (:expense, :who, :day, :at, :entry)",
        expense=expense.id, who=steward.id, day=now.date(), at=now, entry=entry,
    )  # fmt: skip


def test_no_more_is_drawn_than_was_promised(session, project, hand_in, steward, now):
    with pytest.raises(fund.BeyondPromise):
        hand_in(8_001)
    session.rollback()
    first, second = hand_in(5_000), hand_in(3_000)
    with pytest.raises(fund.BeyondPromise):
        hand_in(1)
    session.rollback()
    # Past what the code asks first: one more receipt, linked by hand.
    third = Expense(
        reference="EX", submitted_by_id=first.submitted_by_id, submitted_at=now, title="x", amount_cents=1, receipt="",
        account=chart.COMMITTED_SOLIDARITY, spent_on=now.date(), pay_to="",
    )  # fmt: skip
    session.add(third)
    session.flush()
    session.execute(
        text("INSERT INTO project_expenses (expense_id, commitment_id) VALUES (:e, :c)"),
        {"e": third.id, "c": project.id},
    )
    session.commit()
    for one in (first, second):
        fund.approve_expense(session, one, approver=steward, at=now)
    session.commit()
    with pytest.raises(fund.BeyondPromise):
        fund.approve_expense(session, third, approver=steward, at=now)
    session.rollback()
    refuses(
        session,
        "INSERT INTO expense_approvals (expense_id, approved_by_id, approved_at, limit_cents, second_limit_cents, "
        "entry_id) VALUES (:expense, :who, :at, 100000, 100000, "
        "(SELECT entry_id FROM commitments))",
        expense=third.id, who=steward.id, at=now,
    )  # fmt: skip


def test_what_draws_on_a_fund_belongs_to_a_project(session, project, worker, steward, now):
    stray = Expense(
        reference="EX", submitted_by_id=worker.id, submitted_at=now, title="x", amount_cents=10, receipt="",
        account=chart.COMMITTED_SOLIDARITY, spent_on=now.date(), pay_to="",
    )  # fmt: skip
    session.add(stray)
    session.commit()
    with pytest.raises(DatabaseError, match="belongs to a project"):
        fund.approve_expense(session, stray, approver=steward, at=now)
    session.rollback()


def test_a_project_ends_once_and_returns_what_is_left(session, project, hand_in, worker, steward, now):
    expense = hand_in(3_000)
    with pytest.raises(commitments.StillWaiting):
        commitments.close(session, project, closed_by=worker, report="Done.", at=now)
    session.rollback()
    fund.approve_expense(session, expense, approver=steward, at=now)
    session.commit()
    for returned, cents in ((5_001, 5_000), (4_999, 4_999), (5_000, 4_999), (0, 0)):
        entry = posted(session, "x", chart.COMMITTED_SOLIDARITY, cents, chart.SOLIDARITY, now) if cents else None
        refuses(
            session,
            "INSERT INTO commitment_closings (commitment_id, closed_at, report, returned_cents, entry_id) "
            "VALUES (:c, :at, '', :returned, :entry)",
            c=project.id, at=now, returned=returned, entry=entry,
        )  # fmt: skip
    closing = commitments.close(session, project, closed_by=worker, report="Done.", at=now)
    session.commit()
    assert closing.returned_cents == 5_000
    with pytest.raises(commitments.AlreadyClosed):
        commitments.close(session, project, closed_by=worker, report="Again.", at=now)
    with pytest.raises(commitments.AlreadyClosed):
        hand_in(1)
    session.rollback()
    # What was approved before is still paid.
    fund.pay_expense(session, expense, paid_by=steward, paid_on=now.date(), at=now)
    session.commit()
    state = queries.fund_states(session)[Fund.SOLIDARITY]
    assert (state.held_cents, state.promised_cents, state.free_cents) == (47_000, 0, 47_000)


def test_no_receipt_comes_in_after_the_last_day(session, project, worker, now):
    late = dt.datetime.combine(project.ends_on + DAY, dt.time(12), dt.UTC)
    with pytest.raises(commitments.AlreadyClosed):
        fund.submit_receipt(
            session, project, submitted_by=worker, title="x", amount_cents=1, spent_on=now.date(), at=late
        )


@pytest.mark.parametrize("statement", [
    "UPDATE commitments SET amount_cents = 9000",
    "UPDATE commitments SET ends_on = '2030-01-01'",
    "DELETE FROM commitments",
    "UPDATE project_expenses SET commitment_id = 2",
    "DELETE FROM project_expenses",
    "INSERT INTO commitment_warnings (commitment_id, told_at) SELECT 99, committed_at FROM commitments",
    "INSERT INTO fund_releases (reference, released_at) SELECT '99', committed_at FROM commitments",
])  # fmt: skip
def test_facts_stay(session, hand_in, statement):
    hand_in(1_000)
    refuses(session, statement)
