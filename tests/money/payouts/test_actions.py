"""Payout runs: a batch, a second person above a limit, once."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from coop.ledger import balances, chart, checks
from coop.money.cover import NotCovered
from coop.money.payments import actions as payments
from coop.money.payouts import actions, queries
from coop.policies.actions import set_rule
from coop.policies.queries import decision_by_reference
from tests.factories import make_member
from tests.money.payouts.conftest import IBAN

DAY = dt.date(2026, 3, 2)


def refused(session, sql, **parameters):
    def attempt():
        session.execute(text(sql), parameters)
        session.commit()

    with pytest.raises(DBAPIError):
        attempt()
    session.rollback()


def payable(session, person):
    return -balances.balance(session, chart.WORKERS_PAYABLE, party_id=person.party_id)


def carry_out(session, run, by, now, day=DAY):
    return actions.carry_out(session, run, carried_out_by=by, paid_on=day, at=now)


def test_a_run_pays_what_was_earned_once(session, run, owed, steward, now):
    assert run.total_cents == 9_500
    first = carry_out(session, run, steward, now)
    session.commit()
    assert carry_out(session, run, steward, now) is first
    session.commit()
    assert payable(session, owed) == 0
    assert balances.balance(session, chart.BANK) == 0
    assert checks.findings(session) == []
    assert queries.run_by_reference(session, run.reference).state == "paid"


def test_cash_fees_are_kept_from_what_is_paid(session, owed, steward, job, now):
    payments.settle(session, job("C1", method="cash"), at=now)
    run = actions.draw_up(session, drawn_up_by=steward, at=now)
    carry_out(session, run, steward, now)
    session.commit()
    assert run.total_cents == 9_000
    assert balances.balance(session, chart.WORKER_FEES, party_id=owed.party_id) == 0
    assert payable(session, owed) == 0
    assert balances.balance(session, chart.BANK) == 500


def test_who_said_no_bank_account_waits(session, coop, earn, steward, now):
    without = make_member(session, "Nora NoBank")
    earn(without, 5_000)
    with pytest.raises(actions.NothingToPay):
        actions.draw_up(session, drawn_up_by=steward, at=now)
    assert [due.details for due in queries.dues(session, minimum_cents=100)] == [None]


def test_one_run_is_open_at_a_time_and_the_cadence_is_kept(session, run, steward, earn, owed, now):
    with pytest.raises(actions.TooSoon):
        actions.draw_up(session, drawn_up_by=steward, at=now)
    carry_out(session, run, steward, now)
    earn(owed, 4_000)
    with pytest.raises(actions.TooSoon):
        actions.draw_up(session, drawn_up_by=steward, at=now + dt.timedelta(days=6))
    later = actions.draw_up(session, drawn_up_by=steward, at=now + dt.timedelta(days=7))
    assert (later.reference, later.total_cents) == ("2026-03-09", 4_000)


def test_a_discarded_run_leaves_everything_as_it_was(session, run, owed, steward, now):
    actions.discard(session, run, discarded_by=steward, at=now)
    session.commit()
    with pytest.raises(actions.NotAllowed):
        carry_out(session, run, steward, now)
    again = actions.draw_up(session, drawn_up_by=steward, at=now)
    assert (again.reference, again.total_cents) == ("2026-03-02-2", 9_500)


@pytest.fixture
def large(session, owed, steward, now):
    set_rule(
        session,
        "payout.second_approval_cents",
        9_499,
        in_force_from=now,
        decision=decision_by_reference(session, "charter"),
        at=now,
    )
    run = actions.draw_up(session, drawn_up_by=steward, at=now)
    session.commit()
    return run


def test_a_large_run_needs_another_person(session, large, steward, second_steward, now):
    with pytest.raises(actions.NotAllowed):
        carry_out(session, large, steward, now)
    with pytest.raises(actions.NotAllowed):
        actions.approve(session, large, approved_by=steward, at=now)
    first = actions.approve(session, large, approved_by=second_steward, at=now)
    assert actions.approve(session, large, approved_by=second_steward, at=now) is first
    carry_out(session, large, steward, now)
    session.commit()
    assert checks.findings(session) == []


def test_the_database_wants_another_person_too(session, large, steward, second_steward, now):
    approve = "INSERT INTO payout_approvals (run_id, approved_by_id, approved_at) VALUES (:r, :p, :at)"
    execute = (
        "INSERT INTO payout_executions (run_id, carried_out_by_id, paid_on, carried_out_at) "
        "VALUES (:r, :p, '2026-03-02', :at)"
    )
    stamp = "2026-03-02 09:00:00+00"
    refused(session, execute, r=large.id, p=steward.id, at=stamp)
    refused(session, approve, r=large.id, p=steward.id, at=stamp)
    actions.approve(session, large, approved_by=second_steward, at=now)
    session.commit()
    refused(session, execute, r=large.id, p=steward.id, at=stamp)  # nothing is posted
    refused(session, "UPDATE payout_lines SET pay_cents = pay_cents + 1, earned_cents = earned_cents + 1")
    refused(session, "UPDATE payout_runs SET limit_cents = 1000000")
    refused(session, "UPDATE payout_approvals SET approved_by_id = :p", p=steward.id)
    refused(session, "DELETE FROM payout_approvals")
    stranger = make_member(session, "Late Comer")
    session.commit()
    refused(
        session,
        "INSERT INTO payout_lines (run_id, party_id, earned_cents, fees_cents, clawback_cents, dividend_cents, "
        "pay_cents, holder, iban, bic) VALUES (:r, :p, 1, 0, 0, 0, 1, 'x', 'x', '')",
        r=large.id,
        p=stranger.party_id,
    )


def test_the_database_refuses_a_second_open_run_and_one_that_pays_more_than_owed(session, run, steward, now):
    refused(
        session,
        "INSERT INTO payout_runs (reference, drawn_up_by_id, drawn_up_at, total_cents, limit_cents, rule_ids) "
        "VALUES ('other', :p, '2026-03-02 09:00:00+00', 0, 0, '[]')",
        p=steward.id,
    )
    refused(session, "UPDATE payout_lines SET run_id = run_id")
    refused(session, "DELETE FROM payout_runs")


def test_a_refund_in_between_makes_a_run_stale(session, run, owed, steward, now):
    payments.refund_after(
        session,
        reference=f"E{owed.id}-9500",
        amount_cents=100,
        reason="",
        decided_by=steward,
        day=DAY,
        at=now,
    )
    session.commit()
    with pytest.raises(actions.Stale):
        carry_out(session, run, steward, now)
    actions.discard(session, run, discarded_by=steward, at=now)
    assert actions.draw_up(session, drawn_up_by=steward, at=now).total_cents == 9_400


def test_a_bank_pays_only_what_lies_in_it(session, coop, worker, steward, job, now):
    payments.settle_many(session, [job("P1", method="clearing")], at=now)
    actions.set_details(session, worker, holder="Wanda", iban=IBAN, bic="", at=now)
    run = actions.draw_up(session, drawn_up_by=steward, at=now)
    session.commit()
    with pytest.raises(NotCovered):
        carry_out(session, run, steward, now)


def test_a_refund_after_payout_is_a_claim_on_the_worker_that_the_fund_must_be_able_to_advance(
    session, run, owed, steward, earn, now
):
    carry_out(session, run, steward, now)
    session.commit()
    refund = {
        "reference": f"E{owed.id}-9500",
        "amount_cents": 1_000,
        "reason": "",
        "decided_by": steward,
        "day": DAY,
        "at": now,
    }
    with pytest.raises(payments.NotCovered):
        payments.refund_after(session, **refund)
    session.rollback()
    from coop.money.fund.actions import record_donation

    record_donation(session, amount_cents=1_000, received_on=DAY, recorded_by=steward, at=now)
    payments.refund_after(session, **refund)
    session.commit()
    assert balances.balance(session, chart.CLAWBACK, party_id=owed.party_id) == 1_000
    assert checks.findings(session) == []
    earn(owed, 2_500)
    again = actions.draw_up(session, drawn_up_by=steward, at=now + dt.timedelta(days=8))
    assert again.total_cents == 1_500
    carry_out(session, again, steward, now + dt.timedelta(days=8))
    session.commit()
    assert balances.balance(session, chart.CLAWBACK, party_id=owed.party_id) == 0
    assert checks.findings(session) == []


def test_a_worker_can_pay_in_what_is_owed(session, worker, steward, job, now):
    payments.settle(session, job(method="cash"), at=now)
    facts = {"in_cash": False, "paid_on": DAY, "recorded_by": steward, "at": now}
    with pytest.raises(ValueError, match="owed"):
        actions.record_fees_paid(session, worker, amount_cents=501, **facts)
    actions.record_fees_paid(session, worker, amount_cents=200, **facts)
    actions.record_fees_paid(session, worker, amount_cents=300, **{**facts, "in_cash": True})
    session.commit()
    assert balances.balance(session, chart.WORKER_FEES) == 0
    assert balances.balances(session, [chart.BANK, chart.CASH]) == {
        (chart.BANK, "EUR"): 200,
        (chart.CASH, "EUR"): 300,
    }


def test_a_dividend_in_cash_is_paid_with_the_earnings(session, owed, steward, now):
    from coop.ledger import journal
    from coop.ledger.entries import Entry, lines
    from coop.money.fund.actions import record_donation

    record_donation(session, amount_cents=700, received_on=DAY, recorded_by=steward, at=now)
    journal.post(
        session,
        Entry(
            "decision:1:1",
            "patronage",
            DAY,
            lines((chart.SURPLUS, 700, "EUR"), (chart.PATRONAGE_PAYABLE, -700, "EUR", owed.party_id)),
        ),
        at=now,
    )
    run = actions.draw_up(session, drawn_up_by=steward, at=now)
    carry_out(session, run, steward, now)
    session.commit()
    assert run.total_cents == 10_200
    assert balances.balance(session, chart.PATRONAGE_PAYABLE) == 0
