"""The clock matches what is certain, and tells stewards once what is late."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from coop.money.reconciliation import chores, queries, reminders
from coop.notices.models import Notice
from tests.money.reconciliation.test_actions import BOOKING


def days(count):
    return dt.timedelta(days=count)


def told(session, engine, at):
    session.commit()
    return chores.remind_of_the_bank(engine, None, at)


def test_before_the_founding_there_is_nothing_to_do(engine, now):
    assert chores.remind_of_the_bank(engine, None, now) == 0
    assert chores.match_what_is_certain(engine, None, now) == 0


def test_what_is_recorded_after_the_statement_is_matched_by_the_clock(session, engine, bring_in, transfer, now):
    bring_in(BOOKING)
    transfer("K7Q2M4XD", 5_000)
    session.commit()
    assert [chores.match_what_is_certain(engine, None, now) for _ in range(2)] == [1, 0]
    assert queries.match_views(session)[0].made_by is None


def test_a_late_statement_is_said_once_in_35_days(session, engine, bring_in, transfer, second_steward, now):
    assert told(session, engine, now) == 0, "nothing was ever at the bank"
    transfer("K7Q2M4XD", 5_000)
    assert told(session, engine, now) == 0
    assert [told(session, engine, now + days(n)) for n in (26, 27, 60, 62)] == [2, 0, 0, 2]
    bring_in(BOOKING, at=now + days(62))
    session.commit()
    assert reminders.due(session, at=now) == []
    kinds = set(session.execute(select(Notice.kind)).scalars())
    assert kinds == {"statement-late"}


def test_what_is_unmatched_for_14_days_is_said_once(session, engine, bring_in, steward, now):
    bring_in(BOOKING)
    assert [told(session, engine, now + days(n)) for n in (0, 4, 5, 6, 20)] == [0, 0, 1, 0, 0]
    notice = session.execute(select(Notice)).scalars().one()
    assert (notice.kind, notice.link, notice.person_id) == ("bank-unmatched", "/desk/reconciliation", steward.id)


def test_an_entry_after_the_last_statement_is_not_missed(session, bring_in, gift, now):
    bring_in(("2026-02-20", "-1.00", "fee"), ("2026-02-20", "1.00", "fee back"), opening_cents=500)
    gift(700, dt.date(2026, 2, 28))
    day = dt.date(2026, 2, 20)
    assert queries.oldest_unmatched(session, since=day, last=day) == day
    assert queries.unmatched_postings(session, since=day, until=day) == []
