"""Two who act on one promise at once: it is drawn, paid and returned once, whoever comes first."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from coop.db import transaction
from coop.db.engine import make_engine
from coop.ledger import chart, checks
from coop.ledger.balances import balance
from coop.money.cover import NotCovered
from coop.money.fund import actions as fund
from coop.money.fund.commitments import actions, queries
from coop.money.fund.commitments.models import Commitment, CommitmentClosing
from coop.money.fund.commitments.rules import Fund
from coop.money.fund.models import Expense, ExpensePayment
from coop.people.persons.models import Person
from tests.racing import racers

REFUSED = (fund.NotOpen, fund.NeedsAnother, fund.BeyondPromise, NotCovered, actions.AlreadyClosed,
           actions.StillWaiting, actions.NotFree)  # fmt: skip


def _act(queue, url, start, deed, of, who, at):
    engine = make_engine(url)
    start.wait()
    try:
        with transaction(engine) as session:
            person = session.get_one(Person, who)
            if deed == "approve":
                fund.approve_expense(session, session.get_one(Expense, of), approver=person, at=at)
            elif deed == "pay":
                fund.pay_expense(session, session.get_one(Expense, of), paid_by=person, paid_on=at.date(), at=at)
            elif deed == "close":
                actions.close(session, session.get_one(Commitment, of), closed_by=person, report="x", at=at)
            elif deed == "hand in":
                fund.submit_receipt(
                    session, session.get_one(Commitment, of), submitted_by=person, title="x", amount_cents=5_000,
                    spent_on=at.date(), at=at,
                )  # fmt: skip
            else:
                actions.reserve(session, f"round-{who}", fund=Fund.SOLIDARITY, amount_cents=30_000, at=at)
        queue.put(deed)
    except REFUSED:
        queue.put("refused")
    finally:
        engine.dispose()


def race(url, deeds):
    context = racers()
    queue, start = context.Queue(), context.Barrier(len(deeds))
    processes = [context.Process(target=_act, args=(queue, url, start, *deed)) for deed in deeds]
    for process in processes:
        process.start()
    results = sorted(queue.get(timeout=90) for _ in processes)
    for process in processes:
        process.join()
    return results


def test_a_receipt_paid_by_two_at_once_is_paid_once(
    session, hand_in, steward, second_steward, now, database_url
):
    expense = hand_in(3_000)
    fund.approve_expense(session, expense, approver=steward, at=now)
    session.commit()
    # The second is answered with the first one's payment.
    assert race(database_url, [("pay", expense.id, who.id, now) for who in (steward, second_steward)]) == ["pay"] * 2
    session.expire_all()
    assert session.execute(select(func.count()).select_from(ExpensePayment)).scalar_one() == 1
    assert balance(session, chart.BANK) == 47_000
    assert checks.findings(session) == []


def test_of_two_receipts_that_together_ask_too_much_one_comes_in(session, project, worker, now, database_url):
    assert race(database_url, [("hand in", project.id, worker.id, now)] * 2) == ["hand in", "refused"]


@pytest.mark.parametrize("attempt", range(2))
def test_what_is_approved_while_the_project_closes_is_owed_or_returned_never_both(
    session, project, hand_in, worker, steward, now, database_url, attempt
):
    expense = hand_in(3_000)
    done = race(database_url, [("approve", expense.id, steward.id, now), ("close", project.id, worker.id, now)])
    session.expire_all()
    closed = session.execute(select(CommitmentClosing.returned_cents)).scalar()
    assert done in (["approve", "close"], ["approve", "refused"])
    assert closed == (5_000 if "close" in done else None)
    view = queries.by_reference(session, project.reference)
    assert view.state.approved_cents + view.state.returned_cents + view.state.left_cents == 8_000
    assert checks.findings(session) == []


def test_of_two_rounds_that_together_ask_too_much_one_opens(session, filled, worker, steward, now, database_url):
    deeds = [("reserve", 0, worker.id, now), ("reserve", 0, steward.id, now)]
    assert race(database_url, deeds) == ["refused", "reserve"]
    session.expire_all()
    assert queries.fund_states(session)[Fund.SOLIDARITY].free_cents == 20_000
