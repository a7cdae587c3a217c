"""Eight processes carry out the same run; the workers are paid once. On both databases."""

from __future__ import annotations

import os

import pytest
from sqlalchemy import select

from coop.db.engine import make_engine
from coop.db.session import retrying
from coop.ledger import balances, chart, checks
from coop.money.payments import actions as payments
from coop.money.payouts import actions
from coop.money.payouts.models import PayoutExecution, PayoutRun
from coop.people.persons.models import Person
from tests.factories import make_member
from tests.money.payouts.conftest import DAY, IBAN
from tests.racing import racers

PROCESSES = 8


def in_parallel(work, url, *arguments):
    """Start eight processes that wait for each other, then all do `work(url, number, *arguments)`."""
    context = racers()
    barrier, answers = context.Barrier(PROCESSES), context.Queue()
    processes = [
        context.Process(target=_child, args=(work, url, number, arguments, barrier, answers))
        for number in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    got = [answers.get(timeout=100) for _ in processes]
    for process in processes:
        process.join(timeout=30)
    return got


def _child(work, url, number, arguments, barrier, answers):
    engine = make_engine(url)
    try:
        barrier.wait(timeout=90)
        answers.put(work(engine, number, *arguments))
    except Exception as error:
        answers.put(f"{type(error).__name__}: {error}")
    finally:
        engine.dispose()


def carry_out_the_run(engine, number, steward_id, now):
    def work(session):
        run = session.execute(select(PayoutRun)).scalar_one()
        actions.approve(session, run, approved_by=session.get_one(Person, steward_id), at=now)
        actions.carry_out(session, run, carried_out_by=session.get_one(Person, steward_id), paid_on=DAY, at=now)
        return "done"

    return retrying(engine, work)


def draw_up_a_run(engine, number, steward_id, now):
    def work(session):
        return actions.draw_up(session, drawn_up_by=session.get_one(Person, steward_id), at=now).reference

    return retrying(engine, work)


@pytest.fixture
def workers(session, coop, earn, now):
    people = []
    for n in range(5):
        person = make_member(session, f"Worker {n}")
        earn(person, 10_000 + n)
        actions.set_details(session, person, holder="Somebody", iban=IBAN, bic="", at=now)
        people.append(person)
    session.commit()
    return people


@pytest.mark.slow
def test_eight_processes_pay_a_run_once(database_url, session, workers, steward, second_steward, now):
    assert os.cpu_count()
    actions.draw_up(session, drawn_up_by=steward, at=now)
    session.commit()
    got = in_parallel(carry_out_the_run, database_url, second_steward.id, now)
    assert got == ["done"] * PROCESSES, got
    session.expire_all()
    assert balances.balance(session, chart.WORKERS_PAYABLE) == 0
    assert balances.balance(session, chart.BANK) == 0
    assert len(session.execute(select(PayoutExecution)).all()) == 1
    assert checks.findings(session) == []


@pytest.mark.slow
def test_eight_processes_draw_up_one_run(database_url, session, workers, steward, now):
    session.commit()
    got = in_parallel(draw_up_a_run, database_url, steward.id, now)
    assert sorted(answer.split(":")[0] for answer in got) == ["2026-03-02"] + ["TooSoon"] * (PROCESSES - 1), got


def refund_or_pay(engine, number, steward_id, now, reference):
    def pay(session):
        run = session.execute(select(PayoutRun)).scalar_one()
        actions.carry_out(session, run, carried_out_by=session.get_one(Person, steward_id), paid_on=DAY, at=now)
        return "paid"

    def refund(session):
        payments.refund_after(
            session,
            reference=reference,
            amount_cents=1_000,
            reason="",
            decided_by=session.get_one(Person, steward_id),
            day=DAY,
            at=now,
        )
        return "refunded"

    return retrying(engine, pay if number % 2 else refund)


@pytest.mark.slow
def test_refunds_and_a_payout_at_once_never_take_the_same_money(database_url, session, worker, earn, steward, now):
    earn(worker, 4_000, reference="R1")
    actions.set_details(session, worker, holder="Wanda", iban=IBAN, bic="", at=now)
    actions.draw_up(session, drawn_up_by=steward, at=now)
    session.commit()
    got = in_parallel(refund_or_pay, database_url, steward.id, now, "R1")
    session.expire_all()
    assert checks.findings(session) == [], got
    assert -balances.balance(session, chart.WORKERS_PAYABLE) in (0, 3_000, 2_000, 1_000), got
    assert ("paid" in got) != ("refunded" in got), got
