"""Cash fees owed for longer than the grace are asked for, once a grace period."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from coop.money.payments import actions as payments
from coop.money.payouts import actions, chores, reminders
from coop.notices.models import Notice


def days(count):
    return dt.timedelta(days=count)


def test_a_worker_is_reminded_after_the_grace_and_not_every_day(session, engine, worker, job, now):
    payments.settle(session, job(method="cash"), at=now)
    session.commit()
    told = [chores.remind_of_cash_fees(engine, None, now + days(n)) for n in (0, 29, 30, 31, 59, 60)]
    assert told == [0, 0, 1, 0, 0, 1]
    notice = session.execute(select(Notice)).scalars().first()
    assert (notice.person_id, "5.00" in notice.body) == (worker.id, True)


def test_what_was_paid_in_is_not_asked_for(session, worker, steward, job, now):
    payments.settle(session, job(method="cash"), at=now)
    payments.settle(session, job("A2", method="cash", day=dt.date(2026, 3, 20)), at=now)
    actions.record_fees_paid(
        session, worker, amount_cents=500, in_cash=True, paid_on=dt.date(2026, 3, 25), recorded_by=steward, at=now
    )
    assert reminders.overdue(session, at=now + days(31)) == {}
    assert reminders.overdue(session, at=now + days(60)) == {worker.party_id: 500}


def test_before_the_founding_nobody_is_reminded(engine, now):
    assert chores.remind_of_cash_fees(engine, None, now) == 0
