"""Spending from the fund and giving to it, on both databases."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from coop.ledger import balances, chart, checks
from coop.money.cover import NotCovered
from coop.money.fund import actions, queries
from coop.money.payments import actions as payments
from coop.policies.actions import record_decision, set_rule
from coop.policies.queries import decision_by_reference
from tests.factories import make_steward

DAY = dt.date(2026, 3, 2)


def refused(session, sql, **parameters):
    def attempt():
        session.execute(text(sql), parameters)
        session.commit()

    with pytest.raises(DBAPIError):
        attempt()
    session.rollback()


@pytest.fixture
def gift(session, steward, now):
    donation = actions.record_donation(
        session, amount_cents=500_000, received_on=DAY, recorded_by=steward, giver="A friend", at=now
    )
    session.commit()
    return donation


@pytest.fixture
def spend(session, worker, gift, now):
    def submit(cents=12_000, by=None):
        expense = actions.submit_expense(
            session,
            submitted_by=by or worker,
            account=chart.TOOLS,
            title="A ladder",
            amount_cents=cents,
            spent_on=DAY,
            at=now,
        )
        session.commit()
        return expense

    return submit


@pytest.fixture
def vote(session, coop, now):
    decision = record_decision(session, reference="P-1", kind="spend", title="Buy it", statement="", decided_at=now)
    session.commit()
    return decision


def test_an_expense_is_approved_owed_and_paid_once(session, spend, steward, now):
    expense = spend()
    first = actions.approve_expense(session, expense, approver=steward, at=now)
    assert actions.approve_expense(session, expense, approver=steward, at=now) is first
    assert balances.balance(session, chart.ACCOUNTS_PAYABLE) == -12_000
    paid = actions.pay_expense(session, expense, paid_by=steward, paid_on=DAY, at=now)
    assert actions.pay_expense(session, expense, paid_by=steward, paid_on=DAY, at=now) is paid
    session.commit()
    assert balances.balance(session, chart.TOOLS) == 12_000
    assert balances.balance(session, chart.BANK) == 488_000
    assert queries.expense_by_reference(session, expense.reference).state == "paid"
    assert checks.findings(session) == []


def test_nobody_approves_their_own_expense(session, spend, steward, now):
    own = spend(by=steward)
    with pytest.raises(actions.NeedsAnother):
        actions.approve_expense(session, own, approver=steward, at=now)


def test_above_the_limit_only_a_vote_approves(session, spend, steward, vote, now):
    large = spend(cents=20_001)
    with pytest.raises(actions.NeedsVote):
        actions.approve_expense(session, large, approver=steward, at=now)
    approval = actions.approve_expense(session, large, decision=vote, at=now)
    session.commit()
    cited = session.execute(text("SELECT decision_id FROM entries WHERE id = :n"), {"n": approval.entry_id}).scalar()
    assert cited == vote.id


def test_an_expense_is_approved_by_one_or_the_other(session, spend, steward, vote, now):
    with pytest.raises(ValueError, match="steward or"):
        actions.approve_expense(session, spend(), at=now)
    with pytest.raises(ValueError, match="steward or"):
        actions.approve_expense(session, spend(), approver=steward, decision=vote, at=now)


def test_above_the_second_limit_another_person_pays(session, spend, steward, second_steward, vote, now):
    large = spend(cents=100_001, by=steward)
    actions.approve_expense(session, large, decision=vote, at=now)
    with pytest.raises(actions.NeedsAnother):
        actions.pay_expense(session, large, paid_by=steward, paid_on=DAY, at=now)
    actions.pay_expense(session, large, paid_by=second_steward, paid_on=DAY, at=now)
    session.commit()


def test_a_refused_expense_stays_refused_and_an_approved_one_approved(session, spend, steward, now):
    one, other = spend(), spend()
    actions.refuse_expense(session, one, refused_by=steward, reason="twice", at=now)
    actions.approve_expense(session, other, approver=steward, at=now)
    with pytest.raises(actions.NotOpen):
        actions.approve_expense(session, one, approver=steward, at=now)
    with pytest.raises(actions.NotOpen):
        actions.refuse_expense(session, other, refused_by=steward, reason="", at=now)
    with pytest.raises(actions.NotOpen):
        actions.pay_expense(session, one, paid_by=steward, paid_on=DAY, at=now)


def test_the_fund_does_not_spend_clients_money(session, coop, worker, steward, now):
    payments.record_transfer(
        session, subject="booking:A1", amount_cents=90_000, received_on=DAY, recorded_by=steward, at=now
    )
    expense = actions.submit_expense(
        session, submitted_by=worker, account=chart.TOOLS, title="x", amount_cents=1, spent_on=DAY, at=now
    )
    with pytest.raises(NotCovered):
        actions.approve_expense(session, expense, approver=steward, at=now)


def test_the_database_wants_the_same(session, spend, steward, second_steward, vote, now):
    own, large = spend(by=steward), spend(cents=20_001)
    number = actions.approve_expense(session, spend(), approver=steward, at=now).entry_id
    session.commit()
    approve = (
        "INSERT INTO expense_approvals (expense_id, approved_by_id, approved_at, limit_cents, "
        "second_limit_cents, entry_id) VALUES (:x, :p, '2026-03-02 09:00:00+00', 20000, 100000, :n)"
    )
    donation_entry = session.execute(text("SELECT MIN(id) FROM entries")).scalar()
    refused(session, approve, x=own.id, p=steward.id, n=donation_entry)
    refused(session, approve, x=large.id, p=steward.id, n=donation_entry)
    refused(session, approve.replace(":p,", "NULL,"), x=own.id, n=donation_entry)
    refused(session, approve, x=own.id, p=second_steward.id, n=number)
    pay = "INSERT INTO expense_payments (expense_id, paid_by_id, paid_on, entry_id) VALUES (:x, :p, '2026-03-02', :n)"
    refused(session, pay, x=own.id, p=second_steward.id, n=donation_entry)
    huge = spend(cents=100_001, by=steward)
    actions.approve_expense(session, huge, decision=vote, at=now)
    session.commit()
    refused(session, pay, x=huge.id, p=steward.id, n=donation_entry)
    for table in ("expenses", "expense_approvals", "donations"):
        refused(session, f"DELETE FROM {table}")
    refused(session, "UPDATE expenses SET amount_cents = 1")


def test_a_grant_is_owed_until_it_is_earned_step_by_step(session, coop, steward, now):
    grant = actions.record_grant(
        session,
        title="Bicycles",
        condition="Two cargo bicycles",
        amount_cents=300_000,
        received_on=DAY,
        recorded_by=steward,
        at=now,
    )
    assert checks.cover(session).spare_cents == 0
    facts = {"earned_on": DAY, "note": "", "recorded_by": steward, "at": now}
    actions.earn_grant(session, grant, amount_cents=200_000, **facts)
    with pytest.raises(ValueError, match="left"):
        actions.earn_grant(session, grant, amount_cents=100_001, **facts)
    actions.earn_grant(session, grant, amount_cents=100_000, **facts)
    session.commit()
    assert balances.balance(session, chart.GRANTS) == -300_000
    assert queries.grant_by_reference(session, grant.reference).left_cents == 0
    refused(
        session,
        "INSERT INTO grant_earnings (grant_id, number, amount_cents, earned_on, note, entry_id) "
        "VALUES (:g, 3, 1, '2026-03-02', '', :n)",
        g=grant.id,
        n=grant.entry_id,
    )


def test_a_claim_is_written_off_by_decision_once(session, worker, job, vote, now):
    payments.settle(session, job(method="cash"), at=now)
    facts = {"account": chart.WORKER_FEES, "party_id": worker.party_id, "decision": vote, "at": now}
    with pytest.raises(ValueError, match="owe"):
        actions.write_off(session, amount_cents=501, **facts)
    with pytest.raises(ValueError, match="no claim"):
        actions.write_off(session, amount_cents=1, **{**facts, "account": chart.BANK})
    number = actions.write_off(session, amount_cents=500, **facts)
    assert actions.write_off(session, amount_cents=500, **facts) == number
    session.commit()
    assert balances.balance(session, chart.WORKER_FEES) == 0
    assert balances.balance(session, chart.BAD_DEBT) == 500


def test_the_limit_is_the_rules(session, spend, steward, now):
    set_rule(
        session,
        "spend.limit_without_vote_cents",
        5_000,
        in_force_from=now,
        decision=decision_by_reference(session, "charter"),
        at=now,
    )
    third = make_steward(session, "Third")
    with pytest.raises(actions.NeedsVote):
        actions.approve_expense(session, spend(cents=5_001), approver=third, at=now)
