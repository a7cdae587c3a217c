"""What clients pay, and what becomes of it, on both databases."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from coop.ledger import balances, chart, checks
from coop.ledger.entries import Malformed
from coop.money.payments import actions, queries
from coop.money.payments.models import CancelledPayment, Settlement
from coop.money.split.refunds import RefundTooLarge

DAY = dt.date(2026, 3, 2)


def owed(session, code, person):
    return -balances.balance(session, code, party_id=person.party_id)


def sound(session):
    session.commit()
    assert checks.findings(session) == []
    held = session.execute(text("SELECT COALESCE(SUM(amount_cents), 0) FROM held_movements")).scalar()
    assert held == -balances.balance(session, chart.CLIENTS_HELD)


@pytest.fixture
def receive(session, steward, now):
    def transfer(reference="A1", cents=10_000, day=DAY, **facts):
        return actions.record_transfer(
            session,
            subject=f"booking:{reference}",
            amount_cents=cents,
            received_on=day,
            recorded_by=steward,
            at=now,
            **facts,
        )

    return transfer


def test_a_transfer_is_held_and_shared_out_at_completion(session, receive, job, worker, now):
    receive()
    assert balances.balance(session, chart.CLIENTS_HELD) == -10_000
    settled = actions.settle(session, job(), at=now)
    sound(session)
    assert settled.entry_id is not None
    assert owed(session, chart.WORKERS_PAYABLE, worker) == 9_500
    assert balances.balance(session, chart.FEES) == -500
    assert balances.balance(session, chart.CLIENTS_HELD) == 0
    assert balances.balance(session, chart.LABOUR_WORKED) == 90


def test_a_completed_job_waits_for_its_money_and_takes_nobody_elses(session, receive, job, worker, now):
    receive("B2")  # another client's money lies in the bank
    waiting = actions.settle(session, job(), at=now)
    sound(session)
    assert waiting.entry_id is None
    assert owed(session, chart.WORKERS_PAYABLE, worker) == 0
    receive(cents=4_000)
    assert waiting.entry_id is None
    receive(cents=6_000, day=dt.date(2026, 3, 5))
    sound(session)
    assert waiting.entry_id is not None
    assert owed(session, chart.WORKERS_PAYABLE, worker) == 9_500
    assert queries.held_cents(session, "booking:B2") == 10_000


def test_a_cash_job_makes_the_fee_the_workers_debt(session, job, worker, now):
    actions.settle(session, job(method="cash"), at=now)
    sound(session)
    assert owed(session, chart.WORKER_FEES, worker) == -500
    assert owed(session, chart.WORKERS_PAYABLE, worker) == 0


def test_settling_again_is_harmless_and_other_figures_are_refused(session, job, now):
    first = actions.settle(session, job(method="cash"), at=now)
    session.commit()
    assert actions.settle(session, job(method="cash"), at=now) is first
    with pytest.raises(actions.AlreadySettled):
        actions.settle(session, dataclasses.replace(job(method="cash"), fee_cents=400), at=now)


def test_the_same_transfer_is_recorded_once_and_another_bank_line_is_another(session, receive, now):
    assert receive() is receive()
    assert receive(bank_line="BNK-2") is not receive()
    sound(session)
    assert queries.received_cents(session, "booking:A1") == 20_000


def test_what_is_paid_too_much_is_held_for_the_client_and_can_go_back(session, receive, job, steward, worker, now):
    actions.expect_transfer(
        session, reference="A1", price_cents=10_000, worker_party_id=worker.party_id, client_id=None, at=now
    )
    receive(cents=12_500)
    assert queries.held(session, "booking:A1").free_cents == 2_500
    actions.settle(session, job(), at=now)
    assert [(money.subject, money.free_cents) for money in queries.excess(session)] == [("booking:A1", 2_500)]
    with pytest.raises(actions.NotHeld):
        actions.refund_before(session, reference="A1", amount_cents=2_501, reason="", decided_by=steward, at=now)
    refund = actions.refund_before(
        session, reference="A1", amount_cents=2_500, reason="paid too much", decided_by=steward, at=now
    )
    assert queries.excess(session) == []
    actions.send_refund(session, refund, sent_by=steward, sent_on=DAY, at=now)
    actions.send_refund(session, refund, sent_by=steward, sent_on=DAY, at=now)
    sound(session)
    assert balances.balance(session, chart.BANK) == 10_000


def test_the_excess_can_be_given_as_a_tip(session, receive, job, worker, now):
    actions.expect_transfer(
        session, reference="A1", price_cents=10_000, worker_party_id=worker.party_id, client_id=None, at=now
    )
    receive(cents=10_700)
    actions.settle(session, job(), at=now)
    facts = {"reference": "A1", "worker_party_id": worker.party_id, "day": DAY, "at": now}
    with pytest.raises(actions.NotHeld):
        actions.tip_from_excess(session, amount_cents=701, **facts)
    actions.tip_from_excess(session, amount_cents=700, **facts)
    sound(session)
    assert owed(session, chart.WORKERS_PAYABLE, worker) == 10_200


def test_a_tip_has_no_fee_and_cash_tips_stay_between_two(session, worker, now):
    facts = {"reference": "A1", "worker_party_id": worker.party_id, "day": DAY, "at": now}
    actions.record_tip(session, amount_cents=300, method="transfer", **facts)
    assert actions.record_tip(session, amount_cents=200, method="cash", **facts).entry_id is None
    same = actions.record_tip(session, amount_cents=100, method="transfer", number=3, **facts)
    assert actions.record_tip(session, amount_cents=100, method="transfer", number=3, **facts) is same
    sound(session)
    assert owed(session, chart.WORKERS_PAYABLE, worker) == 400
    assert balances.balance(session, chart.FEES) == 0


def test_a_refund_after_completion_comes_from_worker_and_fee_alike(session, receive, job, worker, steward, now):
    receive()
    actions.settle(session, job(), at=now)
    facts = {"reference": "A1", "reason": "half done", "decided_by": steward, "day": DAY, "at": now}
    refund = actions.refund_after(session, amount_cents=2_000, **facts)
    assert balances.balance(session, chart.FEES_REFUNDED) == 100
    assert owed(session, chart.WORKERS_PAYABLE, worker) == 7_600
    assert balances.balance(session, chart.CLIENTS_HELD) == -2_000
    actions.send_refund(session, refund, sent_by=steward, sent_on=DAY, at=now)
    with pytest.raises(RefundTooLarge):
        actions.refund_after(session, amount_cents=8_001, **facts)
    actions.refund_after(session, amount_cents=8_000, **facts)
    sound(session)
    assert owed(session, chart.WORKERS_PAYABLE, worker) == 0
    assert balances.balance(session, chart.FEES_REFUNDED) == 500


def test_nothing_is_refunded_that_was_not_shared_out(session, receive, job, steward, now):
    facts = {"reference": "A1", "reason": "", "decided_by": steward, "at": now}
    with pytest.raises(actions.NotSettled):
        actions.refund_after(session, amount_cents=1, day=DAY, **facts)
    with pytest.raises(actions.NotHeld):
        actions.refund_before(session, amount_cents=1, **facts)
    receive()
    for cents in (0, -5, 10_001):
        with pytest.raises(actions.NotHeld):
            actions.refund_before(session, amount_cents=cents, **facts)


def test_a_cash_refund_gives_back_the_fee_the_worker_owes(session, job, worker, steward, now):
    actions.settle(session, job(method="cash"), at=now)
    refund = actions.refund_after(
        session, reference="A1", amount_cents=5_000, reason="", decided_by=steward, day=DAY, at=now
    )
    assert actions.send_refund(session, refund, sent_by=steward, sent_on=DAY, at=now).sent_entry_id is None
    sound(session)
    assert owed(session, chart.WORKER_FEES, worker) == -250
    assert queries.refunds_due(session) == []


def test_a_late_cancellation_shares_what_is_kept_and_owes_the_client_the_rest(session, receive, worker, now):
    receive()
    facts = actions.CancelFacts("A1", worker.party_id, kept_cents=5_000, method="transfer", booked_at=now, day=DAY)
    for _again in range(2):
        actions.settle_cancellation(session, facts, at=now)
    sound(session)
    cancelled = session.get_one(CancelledPayment, "booking:A1")
    assert (cancelled.worker_cents, cancelled.fee_cents, cancelled.fund_cents) == (4_750, 250, 0)
    assert [refund.amount_cents for refund in queries.refunds_due(session)] == [5_000]
    assert owed(session, chart.WORKERS_PAYABLE, worker) == 4_750


def test_a_cancellation_of_an_unpaid_booking_keeps_nothing(session, receive, worker, now):
    for method in ("transfer", "cash"):
        facts = actions.CancelFacts(method, worker.party_id, kept_cents=5_000, method=method, booked_at=now, day=DAY)
        actions.settle_cancellation(session, facts, at=now)
        assert session.get_one(CancelledPayment, f"booking:{method}").entry_id is None
    receive("transfer")
    assert [money.free_cents for money in queries.excess(session)] == [10_000]


def test_a_booking_in_the_past_settles_in_bulk_and_once(session, job, worker, now):
    past = [job(f"P{n}", method="clearing" if n % 2 else "cash", price=n * 10, fee=n // 2) for n in range(40)]
    assert actions.settle_many(session, past, at=now) == 40
    assert actions.settle_many(session, past, at=now) == 0
    sound(session)
    assert balances.balance(session, chart.FEES) == -sum(facts.fee_cents for facts in past)
    assert balances.balance(session, chart.CLEARING) == sum(f.price_cents for f in past if f.method == "clearing")


def test_settling_sends_few_statements(session, receive, job, now, count_queries):
    receive()
    session.commit()
    count_queries.clear()
    actions.settle(session, job(), at=now)
    session.commit()
    assert len(count_queries) <= 16, count_queries


@pytest.mark.parametrize("subject", ["share:1", "booking:", "nonsense"])
def test_a_payment_is_for_a_booking(session, coop, steward, now, subject):
    with pytest.raises(Malformed):
        actions.record_transfer(session, subject=subject, amount_cents=1, received_on=DAY, recorded_by=steward, at=now)


def refused(session, sql, **parameters):
    with pytest.raises(DBAPIError):
        session.execute(text(sql), parameters)
        session.commit()
    session.rollback()


def test_the_database_lets_nobody_take_more_than_is_held_for_a_booking(session, receive, now):
    number = receive().entry_id
    session.commit()
    refused(
        session,
        "INSERT INTO held_movements (entry_id, subject, amount_cents) VALUES (:n, 'booking:B2', 1)",
        n=number,
    )
    for table in ("held_movements", "payments", "tips", "cancelled_payments"):
        if session.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar():
            refused(session, f"UPDATE {table} SET subject = 'booking:B2'")
            refused(session, f"DELETE FROM {table}")


def test_the_database_refuses_a_completion_paid_with_other_clients_money(session, receive, job, worker, now):
    from coop.money.payments.actions.holding import post_held
    from coop.money.payments.actions.settling import _completion

    receive("B2")
    session.commit()
    with pytest.raises(DBAPIError):
        post_held(session, "booking:A1", _completion(job(), DAY, "EUR"), at=now)
        session.commit()
    session.rollback()
    assert owed(session, chart.WORKERS_PAYABLE, worker) == 0


def test_the_database_keeps_settlements_and_refunds_as_they_were(session, receive, job, steward, now):
    receive()
    actions.settle(session, job(), at=now)
    refund = actions.refund_after(
        session, reference="A1", amount_cents=1_000, reason="", decided_by=steward, day=DAY, at=now
    )
    actions.send_refund(session, refund, sent_by=steward, sent_on=DAY, at=now)
    session.commit()
    refused(session, "UPDATE settlements SET price_cents = 1")
    refused(session, "UPDATE settlements SET settled_at = NULL, entry_id = NULL")
    refused(session, "DELETE FROM settlements")
    refused(session, "UPDATE refunds SET amount_cents = 1")
    refused(session, "UPDATE refunds SET sent_entry_id = NULL")
    refused(session, "DELETE FROM refunds")
    assert session.get(Settlement, "booking:A1").entry_id
