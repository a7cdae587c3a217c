"""When the books are wrong, stewards are told; once a day."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, text

from coop.ledger.checks import Finding
from coop.ledger.snapshots.summing import catch_up
from coop.money.health import actions, chores
from coop.money.health.queries import all_findings, known_findings, last_check
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


def test_what_a_check_from_zero_finds_is_known_until_the_next_one(session, engine, coop, steward, now, monkeypatch):
    session.commit()
    assert chores.check_from_zero(engine, None, now) == 0
    assert last_check(session).checked_at == now
    found = [Finding("balance snapshot is what its postings say", "Assets:Bank", "off")]
    monkeypatch.setattr(chores, "all_findings", lambda session: found)
    session.commit()
    assert chores.check_from_zero(engine, None, now) == 1
    assert known_findings(session) == found
    assert session.execute(select(Notice.body)).scalar_one().endswith("Assets:Bank, off")
    session.commit()
    assert chores.watch_the_books(engine, None, now) == 1
    monkeypatch.undo()
    assert chores.check_from_zero(engine, None, now) == 0
    assert known_findings(session) == []


@pytest.mark.own_database
def test_drift_planted_around_the_triggers_reaches_the_desk(session, engine, app, client, steward, now):
    """Another test plants it table by table; here it goes all the way to the steward's page."""
    from tests.factories import sign_in
    from tests.ledger.snapshots.books import write
    from tests.ledger.snapshots.test_drift import AT_LAST, around

    write(session, 12, seed=3)
    catch_up(engine, at=now, step=6)
    around(session, "balance_snapshots", f"UPDATE balance_snapshots SET amount = amount + 1 WHERE {AT_LAST}")
    assert chores.check_from_zero(engine, None, now) > 0
    assert "balance snapshot is what its postings say" in sign_in(client, steward).get("/desk").text
