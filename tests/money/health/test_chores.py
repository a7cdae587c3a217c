"""When the books are wrong, stewards are told; once a day."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select, text

from coop.ledger.checks import Finding
from coop.money.health import actions, chores
from coop.money.health.queries import all_findings
from coop.money.payments import actions as payments
from coop.notices.models import Notice


def test_sound_books_say_nothing(session, engine, steward, now):
    session.commit()
    assert chores.watch_the_books(engine, None, now) == 0
    assert session.execute(select(Notice)).all() == []


def test_before_the_founding_there_is_nothing_to_watch(engine, now):
    assert chores.watch_the_books(engine, None, now) == 0


def test_every_steward_is_told_once_a_day(session, steward, second_steward, worker, now):
    found = [Finding("entry sums to zero", "entry 7", "off by 1 EUR")]
    assert actions.tell_stewards(session, found, at=now) == 2
    assert actions.tell_stewards(session, found, at=now + dt.timedelta(hours=23)) == 0
    assert actions.tell_stewards(session, found, at=now + dt.timedelta(hours=25)) == 2
    notices = session.execute(select(Notice)).scalars().all()
    assert {notice.person_id for notice in notices} == {steward.id, second_steward.id}
    assert all("entry 7" in notice.body for notice in notices)


def test_money_held_for_no_booking_is_found(session, steward, now):
    from coop.ledger import chart, journal
    from coop.ledger.entries import Entry, lines

    day = dt.date(2026, 3, 2)
    payments.record_transfer(
        session, subject="booking:A1", amount_cents=5, received_on=day, recorded_by=steward, at=now
    )
    session.commit()
    assert all_findings(session) == []
    journal.post(
        session,
        Entry("stray", "booking-paid", day, lines((chart.BANK, 7, "EUR"), (chart.CLIENTS_HELD, -7, "EUR"))),
        at=now,
    )
    session.commit()
    assert [finding.where for finding in all_findings(session)] == [chart.CLIENTS_HELD]
    assert session.execute(text("SELECT COUNT(*) FROM held_movements")).scalar() == 1
