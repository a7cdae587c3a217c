"""No entry comes below a cut: two sessions interleaved on PostgreSQL, numbers drawn early and numbers made up."""

from __future__ import annotations

import threading
import time

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from coop.db import bulk
from coop.db.session import retrying
from coop.ledger import balances, chart, checks, journal
from coop.ledger.models import EntryRow
from coop.ledger.snapshots import cutting
from coop.ledger.snapshots.cutting import promise
from coop.ledger.snapshots.models import BalanceCut
from coop.ledger.snapshots.summing import catch_up, sum_cuts, summed_upto
from tests.ledger.snapshots.books import NOW, summed, write
from tests.ledger.test_journal import donation, raw_entry

LAST = select(func.max(BalanceCut.upto))


def numbered(session, number, reference="late:1"):
    """An entry with a number given by hand, written around the journal."""
    ids = journal.account_ids(session)
    session.execute(
        text(
            "INSERT INTO entries (id, uuid, reference, kind, effective_on, recorded_at, lines, rule_ids) "
            "VALUES (:n, :r, :r, 'raw', '2026-03-02', '2026-03-02 09:00:00', 2, '[]')"
        ),
        {"n": number, "r": reference},
    )
    for line, (code, amount) in enumerate([(chart.BANK, 100), (chart.DONATIONS, -100)], 1):
        session.execute(
            text("INSERT INTO postings (entry_id, line, account_id, commodity, amount) VALUES (:e, :l, :a, 'EUR', :m)"),
            {"e": number, "l": line, "a": ids[code, "EUR"], "m": amount},
        )


def sound(session):
    assert checks.findings(session) == [] or {f.check for f in checks.findings(session)} == {
        "money held covers money owed"
    }
    assert balances.balances(session) == summed(session, "a.code", "a.commodity")


@pytest.mark.only_on("postgresql")
def test_a_cut_waits_for_a_lower_number_that_is_not_committed(engine, session, coop, monkeypatch):
    """The classic trap: A draws 1, B draws 2 and commits. A cut at 2 would miss what A commits later."""
    monkeypatch.setattr(cutting, "PATIENCE_MS", 200)
    with Session(engine) as a, Session(engine) as b:
        first = journal.post(a, donation("a"), at=NOW)
        second = journal.post(b, donation("b"), at=NOW)
        assert first < second
        b.commit()
        assert promise(engine, at=NOW, step=1) == 0  # A is still writing: no cut, and A is not held up
        a.commit()
    assert catch_up(engine, at=NOW, step=1) == 2
    assert summed_upto(session) == second
    sound(session)


@pytest.mark.only_on("postgresql")
def test_a_cut_is_made_as_soon_as_the_writer_is_done(engine, session, coop, monkeypatch):
    monkeypatch.setattr(cutting, "PATIENCE_MS", 20_000)
    made = []
    with Session(engine) as a:
        journal.post(a, donation("a"), at=NOW)
        write(session, 3, seed=1)
        cutter = threading.Thread(target=lambda: made.append(promise(engine, at=NOW, step=2)))
        cutter.start()
        time.sleep(0.3)
        assert made == []
        a.commit()
        cutter.join(20)
    assert made == [2]
    sum_cuts(engine)
    sound(session)


@pytest.mark.only_on("postgresql")
def test_an_entry_begun_while_a_cut_is_chosen_gets_a_number_above_it(engine, session, coop):
    """B's insertion waits for the cut's lock before it draws its number, so it is never below."""
    write(session, 3, seed=1)
    numbers = []
    with Session(engine) as cutter:
        journal.lock_closing(cutter)
        assert cutting._cut(cutter, NOW, 3) == 1

        def post():
            with Session(engine) as b:
                numbers.append(journal.post(b, donation("b"), at=NOW))
                b.commit()

        writer = threading.Thread(target=post)
        writer.start()
        time.sleep(0.3)
        assert numbers == []
        cutter.commit()
        writer.join(20)
    assert numbers[0] > session.execute(LAST).scalar_one()
    sum_cuts(engine)
    sound(session)


@pytest.mark.only_on("postgresql")
def test_a_number_drawn_before_the_cut_and_used_after_it_is_refused(engine, session, coop):
    """Drawn without the lock, as no code of ours does: the row's own trigger refuses it, and trying again helps."""
    drawn = bulk.next_ids(session, EntryRow, 1)[0]
    session.commit()
    write(session, 3, seed=1)
    assert catch_up(engine, at=NOW, step=3) == 1
    with pytest.raises(OperationalError, match="comes too late") as refused:
        numbered(session, drawn)
    assert refused.value.orig.sqlstate == "40001"
    session.rollback()

    tries = []

    def again(fresh):
        tries.append(1)
        number = drawn if len(tries) == 1 else bulk.next_ids(fresh, EntryRow, 1)[0]
        numbered(fresh, number)
        return number

    assert retrying(engine, again) > session.execute(LAST).scalar_one()
    assert len(tries) == 2
    sound(session)


@pytest.mark.only_on("postgresql")
def test_a_batch_holds_the_lock_from_before_it_draws_its_numbers(engine, session, coop, monkeypatch):
    monkeypatch.setattr(cutting, "PATIENCE_MS", 100)
    drawn = []
    real = bulk.next_ids

    def drawing(of, model, count):
        numbers = real(of, model, count)
        with Session(engine) as other:
            journal.post(other, donation("between"), at=NOW)
            other.commit()
        drawn.append(promise(engine, at=NOW, step=1))
        return numbers

    monkeypatch.setattr(bulk, "next_ids", drawing)
    journal.post_all(session, [donation(f"batch:{n}") for n in range(30)], at=NOW)
    session.commit()
    assert drawn == [0]
    assert catch_up(engine, at=NOW, step=10) == 3
    sound(session)


@pytest.mark.only_on("postgresql")
def test_a_number_whose_transaction_was_undone_is_no_hole_in_a_cut(engine, session, coop):
    with Session(engine) as a:
        journal.post(a, donation("undone"), at=NOW)
        a.rollback()
    write(session, 4, seed=1)
    assert catch_up(engine, at=NOW, step=2) == 2
    sound(session)


def test_no_entry_comes_at_or_below_a_cut(engine, session, coop):
    number = raw_entry(session, lines=2, postings=[(chart.BANK, 5), (chart.DONATIONS, -5)], reference="gap")
    session.rollback()
    write(session, 6, seed=3)
    session.execute(text("SELECT 1"))
    session.rollback()
    assert catch_up(engine, at=NOW, step=3) == 2
    low = [number] if engine.dialect.name == "postgresql" else []
    for taken in [*low, -5, 0]:
        with pytest.raises(DBAPIError, match="comes too late"):
            numbered(session, taken)
        session.rollback()
    journal.post(session, donation("next"), at=NOW)
    session.commit()
    sound(session)


def test_entries_left_over_wait_for_the_next_cut(engine, session, coop):
    write(session, 7, seed=4)
    assert catch_up(engine, at=NOW, step=3) == 2
    assert catch_up(engine, at=NOW, step=3) == 0
    cuts = session.execute(select(BalanceCut.after, BalanceCut.upto).order_by(BalanceCut.upto)).all()
    assert cuts[0].after == 0
    assert cuts[1].after == cuts[0].upto
    session.rollback()
    write(session, 2, seed=5)
    assert catch_up(engine, at=NOW, step=3) == 1
    sound(session)


def test_a_long_backlog_is_cut_a_few_at_a_time(engine, session, coop, monkeypatch):
    write(session, 30, seed=6)
    monkeypatch.setattr(cutting, "AT_ONCE", 2)
    assert promise(engine, at=NOW, step=5) == 2
    assert catch_up(engine, at=NOW, step=5) == 6
    sound(session)


@pytest.mark.parametrize("table", ["balance_cuts", "balance_snapshots", "party_snapshots", "rule_citations"])
def test_what_is_kept_is_neither_changed_nor_deleted(engine, session, coop, table):
    write(session, 4, seed=7)
    catch_up(engine, at=NOW, step=4)
    column = "rule_version_id" if table == "rule_citations" else "upto"
    for sql in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
        with pytest.raises(DBAPIError, match="append-only"):
            session.execute(text(sql))
        session.rollback()
    if engine.dialect.name == "sqlite":
        columns = "after, made_at, first_on, last_on, upto" if table == "balance_cuts" else "*"
        names = f"({columns})" if columns != "*" else ""
        with pytest.raises(DBAPIError, match="append-only"):
            session.execute(text(f"INSERT OR REPLACE INTO {table} {names} SELECT {columns} FROM {table} LIMIT 1"))
        session.rollback()


def test_eight_writers_and_a_cutter_leave_sound_books(engine, session, coop):
    """All at once, cutting after every few entries: nothing is refused, nothing drifts."""
    session.commit()
    failures = []

    def post(writer):
        try:
            for n in range(12):
                retrying(engine, lambda s, n=n: journal.post(s, donation(f"{writer}:{n}", cents=n + 1), at=NOW))
        except Exception as error:
            failures.append(error)

    writers = [threading.Thread(target=post, args=(writer,)) for writer in range(8)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        catch_up(engine, at=NOW, step=5)
        time.sleep(0.005)
    for writer in writers:
        writer.join()
    catch_up(engine, at=NOW, step=5)
    assert failures == []
    assert balances.balance(session, chart.BANK) == 8 * sum(range(1, 13))
    assert session.execute(select(func.count()).select_from(BalanceCut)).scalar_one() >= 96 // 5
    sound(session)
