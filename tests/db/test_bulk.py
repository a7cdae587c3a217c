"""Rows in bulk meet the same types, triggers and constraints as rows one by one."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from coop.db.bulk import FEW, insert_rows, next_ids
from coop.ledger import chart, journal
from coop.ledger.entries import Entry, lines
from coop.ledger.models import EntryRow, Party, PostingRow
from coop.policies.models import Decision

AT = dt.datetime(2026, 3, 2, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=2)))

TITLE = "100 % \t\\N 'sure'\n…"


def decisions(count: int, **changes) -> list[dict]:
    return [
        {"reference": f"R{i}", "kind": "resolve", "title": TITLE, "decided_at": AT, "statement": "",
         **changes}
        for i in range(count)
    ]


@pytest.mark.parametrize("count", [1, FEW - 1, FEW, 500])
def test_rows_come_back_as_they_went_in(session, count):
    insert_rows(session, Decision, decisions(count))
    session.commit()
    stored = session.execute(select(Decision).order_by(Decision.id)).scalars().all()
    assert [row.reference for row in stored] == [f"R{i}" for i in range(count)]
    assert {row.title for row in stored} == {TITLE}
    assert {row.decided_at for row in stored} == {AT}


def test_no_rows_are_no_statement(session, count_queries):
    insert_rows(session, Decision, [])
    assert count_queries == []


@pytest.mark.parametrize("count", [2, FEW])
def test_what_the_database_refuses_is_said_as_always(session, count):
    rows = decisions(count)
    rows[-1]["reference"] = rows[0]["reference"]
    with pytest.raises(DBAPIError):
        insert_rows(session, Decision, rows)
    session.rollback()


@pytest.mark.parametrize("count", [2, FEW])
def test_a_moment_without_its_zone_is_refused(session, count):
    with pytest.raises(ValueError, match="time zone"):
        insert_rows(session, Decision, decisions(count, decided_at=dt.datetime(2026, 3, 2)))


def test_ids_drawn_are_free_ascending_and_never_given_again(session):
    first = next_ids(session, Party, 3)
    insert_rows(session, Party, [{"id": id_, "token": f"t{id_}"} for id_ in first])
    session.add(Party(token="another"))
    session.flush()
    second = next_ids(session, Party, 3)
    assert sorted({*first, *second}) == [*first, *second]


def entries(count: int, **changes) -> list[Entry]:
    return [
        Entry(f"T{i}", "donation", dt.date(2026, 3, 1),
              lines((chart.BANK, 100 + i, "EUR"), (chart.DONATIONS, -100 - i, "EUR")), rule_ids=(1, 2),
              memo="thanks" if i % 2 else "", **changes)
        for i in range(count)
    ]  # fmt: skip


def test_many_entries_are_posted_like_one(session, coop):
    many = entries(3 * FEW)
    numbers = journal.post_all(session, many, at=AT)
    session.commit()
    columns = select(EntryRow.id, EntryRow.reference, EntryRow.rule_ids)
    rows = session.execute(columns.order_by(EntryRow.id)).all()
    assert [tuple(row) for row in rows] == [
        (number, entry.reference, [1, 2]) for number, entry in zip(numbers, many, strict=True)
    ]
    assert journal.post_all(session, many, at=AT) == numbers, "the same facts again change nothing"


@pytest.mark.parametrize("harm", ["a line that is off", "a line too few"])
def test_many_entries_with_one_that_does_not_balance_are_all_refused(session, coop, monkeypatch, harm):
    honest = journal._posting_rows

    def harmed(*arguments):
        rows = honest(*arguments)
        if harm == "a line too few":
            return rows[:-1]
        rows[-1]["amount"] += 1
        return rows

    monkeypatch.setattr(journal, "_posting_rows", harmed)
    with pytest.raises(DBAPIError):
        _post_and_commit(session, entries(FEW))
    session.rollback()
    assert session.execute(select(EntryRow.id)).first() is None


def _post_and_commit(session, many):
    journal.post_all(session, many, at=AT)
    session.commit()


@pytest.mark.parametrize("count", [1, FEW])
def test_no_lines_join_entries_that_are_committed(session, coop, count):
    numbers = journal.post_all(session, entries(FEW), at=AT)
    session.commit()
    bank = journal.account_ids(session)[chart.BANK, "EUR"]
    late = [
        {"entry_id": number, "line": 3, "account_id": bank, "commodity": "EUR", "amount": 1, "party_id": None}
        for number in numbers[:count]
    ]
    with pytest.raises(DBAPIError):
        insert_rows(session, PostingRow, late)
    session.rollback()
