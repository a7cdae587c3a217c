"""Every balance from snapshots and a tail is the balance of all postings, wherever the cuts lie."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from sqlalchemy import text

from coop.ledger import balances, chart, journal
from coop.ledger.snapshots import reading
from coop.ledger.snapshots.summing import catch_up, summed_upto
from tests.ledger.snapshots.books import CODES, NOW, random_entry, summed, write

DAYS = [None, dt.date(2022, 1, 1), dt.date(2023, 12, 31), dt.date(2024, 1, 1), dt.date(2024, 2, 29),
        dt.date(2024, 7, 14), dt.date(2025, 6, 30), dt.date(2030, 1, 1)]


def check(session, parties):
    ever = summed(session, "a.code", "a.commodity")
    assert balances.balances(session) == ever
    assert balances.balances(session, CODES[:2]) == {key: v for key, v in ever.items() if key[0] in CODES[:2]}
    assert balances.balances(session, []) == {}
    for code in (*CODES, chart.CASH):
        assert balances.balance(session, code) == ever.get((code, "EUR"), 0)
        assert balances.balance(session, code, commodity="USD") == 0
        of = summed(session, "p.party_id", where="a.code = :code AND p.party_id IS NOT NULL", code=code)
        assert balances.by_party(session, code) == {party: amount for (party,), amount in of.items()}
        for party in parties:
            assert balances.balance(session, code, party_id=party) == of.get((party,), 0)
    for since in random.sample(DAYS, 3):
        for until in random.sample(DAYS, 4):
            where = "e.effective_on BETWEEN :since AND :until"
            bound = {"since": str(since or "0001-01-01"), "until": str(until or "9999-12-31")}
            moved = summed(session, "a.code", "a.commodity", where=where, **bound)
            assert balances.balances(session, since=since, until=until) == moved
            if since is None:
                assert balances.balance(session, CODES[0], until=until) == moved.get((CODES[0], "EUR"), 0)
                mine = summed(session, "p.party_id", where=f"{where} AND a.code = :code", code=CODES[0], **bound)
                assert balances.balance(session, CODES[0], party_id=parties[0], until=until) == mine.get(
                    (parties[0],), 0
                )


@pytest.mark.parametrize("seed", [1, 2])
def test_every_balance_is_that_of_all_postings(session, engine, coop, seed):
    parties = write(session, 60, seed=seed)
    check(session, parties)
    for turn in range(3):
        session.rollback()
        catch_up(engine, at=NOW, step=25)
        assert summed_upto(session) > 0
        check(session, parties)
        session.rollback()
        write(session, 40, seed=100 * seed + turn, parties=parties)
        check(session, parties)


def test_what_a_transaction_has_not_committed_counts_for_it(session, engine, coop):
    parties = write(session, 30, seed=7)
    catch_up(engine, at=NOW, step=30)
    journal.post(session, random_entry(random.Random(8), "mine", parties), at=NOW)
    check(session, parties)
    session.rollback()
    check(session, parties)


def test_books_without_an_entry_hold_nothing(session, engine, coop):
    assert catch_up(engine, at=NOW, step=1) == 0
    assert balances.balances(session) == balances.balances(session, until=DAYS[2]) == {}
    assert balances.by_party(session, chart.BANK) == {}


def test_a_cut_made_between_the_two_statements_of_a_balance_changes_nothing(session, engine, coop, monkeypatch):
    parties = write(session, 50, seed=11)
    catch_up(engine, at=NOW, step=20)
    write(session, 50, seed=12, parties=parties)
    expected = summed(session, "a.code", "a.commodity")
    session.rollback()

    def overtaken(session):
        upto = summed_upto(session)
        if session.get_bind().dialect.name == "postgresql":
            assert catch_up(engine, at=NOW, step=20) > 0
        return upto

    monkeypatch.setattr(reading, "summed_upto", overtaken)
    assert balances.balances(session) == expected
    assert session.execute(text("SELECT count(*) FROM balance_cuts")).scalar_one() > 0
