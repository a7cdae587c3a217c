"""Kept sums are right for both readings, wherever the cuts fall."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from sqlalchemy import func, select, text

from coop.commons.accounts.queries import account_page, books
from coop.ledger import chart, readings
from coop.ledger.balances import balances
from coop.ledger.snapshots import summing
from coop.ledger.snapshots.anew import forget
from coop.ledger.snapshots.drift import drifted
from coop.ledger.snapshots.models import PublishedSnapshot
from tests.commons.small_days.story import NOW, write

WINDOWS = [
    (None, None),
    (dt.date(2026, 1, 1), dt.date(2026, 1, 31)),
    (dt.date(2026, 1, 5), dt.date(2026, 2, 11)),
    (None, dt.date(2026, 1, 12)),
    (dt.date(2026, 2, 1), None),
]


def by_hand(session, which, since, until):
    """Sums of the raw tables."""
    unseen = {readings.INNER: 2, readings.PUBLIC: 1}[which]
    found = {}
    with readings.reading(session, readings.ALL):
        rows = session.execute(
            text(
                "SELECT a.code, a.commodity, SUM(p.amount) FROM postings p JOIN accounts a ON a.id = p.account_id "
                "JOIN entries e ON e.id = p.entry_id WHERE e.book <> :unseen AND e.effective_on >= :since "
                "AND e.effective_on <= :until GROUP BY a.code, a.commodity"
            ),
            {"unseen": unseen, "since": str(since or dt.date(2000, 1, 1)), "until": str(until or dt.date(2100, 1, 1))}
            if session.get_bind().dialect.name == "sqlite"
            else {"unseen": unseen, "since": since or dt.date(2000, 1, 1), "until": until or dt.date(2100, 1, 1)},
        )
        for code, commodity, amount in rows:
            found[code, commodity] = int(amount)
    return {key: amount for key, amount in found.items() if amount}


@pytest.mark.parametrize("step", [1, 3, 7, 1000])
def test_sums_of_any_days_are_those_of_the_postings(session, engine, step):
    write(session)
    session.commit()
    summing.catch_up(engine, at=NOW, step=step)
    assert bool(session.execute(select(func.count()).select_from(PublishedSnapshot)).scalar_one()) == (step < 1000)
    for which in (readings.INNER, readings.PUBLIC):
        with readings.reading(session, which):
            for since, until in WINDOWS:
                told = {key: cents for key, cents in balances(session, since=since, until=until).items() if cents}
                assert told == by_hand(session, which, since, until), (which, since, until)
            page = account_page(session, chart.WORKERS_PAYABLE, size=5)
            held = {b.code: b.balance for b in books(session).balances}
        assert page.account.balance == held[chart.WORKERS_PAYABLE]
        assert page.lines[0].balance == page.account.natural
    assert drifted(session) == []


def test_running_balances_of_either_reading_go_down_to_the_first_line(session, engine):
    write(session)
    session.commit()
    summing.catch_up(engine, at=NOW, step=5)
    from coop.commons.keyset import Key

    for which in (readings.INNER, readings.PUBLIC):
        with readings.reading(session, which):
            page, lines = account_page(session, chart.BANK, size=4), []
            while page.older:
                lines += page.lines
                page = account_page(session, chart.BANK, Key(before=tuple(map(int, page.older.split("-")))), size=4)
            lines += page.lines
        assert lines[-1].balance == lines[-1].amount
        for later, earlier in pairwise(lines):
            assert later.balance - later.amount == earlier.balance


def test_a_published_sum_that_was_tampered_with_is_found(session, engine):
    write(session)
    session.commit()
    summing.catch_up(engine, at=NOW, step=7)
    if engine.dialect.name == "sqlite":
        session.execute(text("DROP TRIGGER published_snapshots_keep_update"))
    else:
        session.execute(text("ALTER TABLE published_snapshots DISABLE TRIGGER USER"))
    session.execute(text("UPDATE published_snapshots SET amount = amount + 1 WHERE span = 'ever'"))
    assert any("as published" in drift.where for drift in drifted(session))
    session.rollback()
    forget(engine)
    summing.catch_up(engine, at=NOW, step=7)
    assert drifted(session) == []
