"""Appending to the books. The one writer of entries; the database checks again what is checked here."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Table, bindparam, insert, select, text
from sqlalchemy.orm import Session

from coop.db import bulk
from coop.ledger import chart, readings
from coop.ledger.entries import Entry, Posting, reversal
from coop.ledger.models import Account, EntryPrivate, EntryRow, Party, PostingRow
from coop.ledger.small_days import recording
from coop.ledger.small_days.models import InnerSalt, SummedEntry

_ACCOUNTS = "coop.ledger.accounts"
AccountIds = dict[tuple[str, str], int]

# Account ids never change, so sessions share them; not those of a session that could still roll its accounts back.
_shared_accounts: WeakKeyDictionary[Engine, AccountIds] = WeakKeyDictionary()

# Statements made once: building one costs more than running it.
_ENTRIES = cast(Table, EntryRow.__table__)
_FIND = select(_ENTRIES.c.reference, _ENTRIES.c.id).where(_ENTRIES.c.reference == bindparam("sought"))
_ADD_ENTRY = insert(_ENTRIES).returning(_ENTRIES.c.id)
_ADD_ENTRIES = insert(_ENTRIES).returning(_ENTRIES.c.id, sort_by_parameter_order=True)
_ADD_POSTINGS = insert(cast(Table, PostingRow.__table__))
_SEAL = text("INSERT INTO entry_seals (entry_id) VALUES (:entry_id)")


class ReferenceTaken(ValueError):
    """The reference is in the books already, with other postings."""


def open_accounts(session: Session, *, currency: str) -> None:
    """Write the chart for the co-op's currency; those already there are left alone."""
    known = set(account_ids(session))
    for spec in chart.CHART.values():
        commodity = chart.MINUTES if spec.in_minutes else currency
        if (spec.code, commodity) not in known:
            session.add(Account(code=spec.code, kind=spec.kind.value, commodity=commodity))
    session.flush()
    session.info[_ACCOUNTS] = _read_accounts(session)


def new_party(session: Session) -> Party:
    """A fresh party with a random token."""
    party = Party(token=uuid.uuid4().hex)
    session.add(party)
    session.flush()
    return party


def account_ids(session: Session) -> AccountIds:
    """`(code, commodity) -> id` of every account."""
    own = session.info.get(_ACCOUNTS)
    if own is not None:
        return cast(AccountIds, own)
    engine = session.get_bind().engine
    ids = _shared_accounts.get(engine)
    if ids is None:
        ids = _read_accounts(session)
        if len(ids) >= len(chart.CHART):
            _shared_accounts[engine] = ids
    return ids


def _read_accounts(session: Session) -> AccountIds:
    rows = session.execute(select(Account.code, Account.commodity, Account.id))
    return {(code, commodity): id_ for code, commodity, id_ in rows}


def post(session: Session, entry: Entry, *, at: dt.datetime) -> int:
    """Append one entry and return its number; the same fact posted again returns the first number.

    Raises ReferenceTaken when the reference is known with other postings.
    """
    return post_all(session, [entry], at=at)[0]


def post_all(session: Session, entries: Sequence[Entry], *, at: dt.datetime) -> list[int]:
    """Append many entries in a handful of statements; numbers come back in the order given."""
    # Numbers and references are one series, whoever may read the entries that have them.
    with readings.reading(session, readings.ALL):
        known = _known(session, entries)
        fresh = [entry for entry in entries if entry.reference not in known]
        if fresh:
            known.update(zip((entry.reference for entry in fresh), _insert(session, fresh, at), strict=True))
    return [known[entry.reference] for entry in entries]


def post_summary(session: Session, entry: Entry, summed: Sequence[int], *, at: dt.datetime) -> int:
    """Append the summary of some inner entries and return its number.

    The database refuses one that is not their sum, concerns anybody alone, or sums an entry that is summed already.
    """
    with readings.reading(session, readings.ALL):
        return _insert(session, [entry], at, summed)[0]


def reverse(session: Session, entry_id: int, *, effective_on: dt.date, memo: str, at: dt.datetime) -> int:
    """Append the reversal of an entry. The database refuses a second one and one that does not mirror it."""
    row = session.execute(
        select(EntryRow.reference, EntryRow.kind, EntryRow.rule_ids, EntryRow.decision_id, EntryRow.effective_on)
        .where(EntryRow.id == entry_id)
    ).mappings().one()
    entry = Entry(
        reference=row["reference"],
        kind=row["kind"],
        effective_on=row["effective_on"],
        postings=_postings(session, entry_id),
        rule_ids=tuple(row["rule_ids"]),
        decision_id=row["decision_id"],
    )
    return post(session, reversal(entry, entry_id=entry_id, effective_on=effective_on, memo=memo), at=at)


def lock_closing(session: Session) -> None:
    """Hold off every other entry until this database transaction ends; taken before a period or a cut is summed.

    On SQLite the one writer's lock does it already.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(7041)"))


def _join_writers(session: Session) -> None:
    """Before numbers are drawn in advance: hold off the choosing of a cut until this transaction ends.

    Entries that draw their own number do so under this lock already, by trigger.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock_shared(7041)"))


def _known(session: Session, entries: Sequence[Entry]) -> dict[str, int]:
    known: dict[str, int] = {}
    by_reference = {entry.reference: entry for entry in entries}
    if len(by_reference) != len(entries):
        raise ReferenceTaken("the same reference twice in one batch")
    references = list(by_reference)
    if len(references) == 1:
        found = session.connection().execute(_FIND, {"sought": references[0]})
    else:
        many = select(EntryRow.reference, EntryRow.id).where(bulk.among(session, EntryRow.reference, references))
        found = session.connection().execute(many)
    for reference, entry_id in found:
        if _postings(session, entry_id) != by_reference[reference].postings:
            raise ReferenceTaken(f"{reference} is entry {entry_id} already, with other postings")
        known[reference] = entry_id
    return known


def _postings(session: Session, entry_id: int) -> tuple[Posting, ...]:
    rows = session.execute(
        select(Account.code, PostingRow.amount, PostingRow.commodity, PostingRow.party_id)
        .join(Account, Account.id == PostingRow.account_id)
        .where(PostingRow.entry_id == entry_id)
        .order_by(PostingRow.line)
    )
    return tuple(Posting(*row) for row in rows)


def _insert(
    session: Session, entries: Sequence[Entry], at: dt.datetime, summed: Sequence[int] = ()
) -> list[int]:
    """`summed`: the entries that the one given sums."""
    books = recording.books(session, entries, at=at)
    if len(entries) >= bulk.FEW:
        return _insert_many(session, entries, books, at)
    ids, connection = account_ids(session), session.connection()
    rows = [_entry_row(entry, book, at) for entry, book in zip(entries, books, strict=True)]
    result = connection.execute(_ADD_ENTRY, rows[0]) if len(rows) == 1 else connection.execute(_ADD_ENTRIES, rows)
    numbers = [int(row[0]) for row in result]
    connection.execute(_ADD_POSTINGS, _posting_rows(ids, numbers, entries, books))
    bulk.insert_rows(session, InnerSalt, recording.salts(numbers, books))
    parts = [{"entry_id": number, "summary_id": numbers[0]} for number in summed]
    bulk.insert_rows(session, SummedEntry, parts)
    private = _private_rows(numbers, entries)
    if private:
        session.execute(insert(EntryPrivate), private)
    if connection.dialect.name == "sqlite":
        connection.execute(_SEAL, [{"entry_id": number} for number in numbers])
    return numbers


def _insert_many(
    session: Session, entries: Sequence[Entry], books: Sequence[int], at: dt.datetime
) -> list[int]:
    _join_writers(session)
    numbers = bulk.next_ids(session, EntryRow, len(entries))
    rows = [
        {"id": number, **_entry_row(entry, book, at)}
        for number, entry, book in zip(numbers, entries, books, strict=True)
    ]
    bulk.insert_rows(session, EntryRow, rows)
    bulk.insert_rows(session, PostingRow, _posting_rows(account_ids(session), numbers, entries, books))
    bulk.insert_rows(session, InnerSalt, recording.salts(numbers, books))
    bulk.insert_rows(session, EntryPrivate, _private_rows(numbers, entries))
    if session.connection().dialect.name == "sqlite":
        session.connection().execute(_SEAL, [{"entry_id": number} for number in numbers])
    return numbers


def _posting_rows(
    ids: AccountIds, numbers: Sequence[int], entries: Sequence[Entry], books: Sequence[int]
) -> list[dict[str, Any]]:
    return [
        {
            "entry_id": number,
            "line": line,
            "account_id": ids[posting.account, posting.commodity],
            "commodity": posting.commodity,
            "amount": posting.amount,
            "party_id": posting.party_id,
            "book": book,
        }
        for number, entry, book in zip(numbers, entries, books, strict=True)
        for line, posting in enumerate(entry.postings, 1)
    ]


def _private_rows(numbers: Sequence[int], entries: Sequence[Entry]) -> list[dict[str, Any]]:
    return [
        {"entry_id": number, "memo": entry.memo, "details": entry.details}
        for number, entry in zip(numbers, entries, strict=True)
        if entry.memo or entry.details
    ]


def _entry_row(entry: Entry, book: int, at: dt.datetime) -> dict[str, Any]:
    return {
        "uuid": uuid.uuid4().hex,
        "reference": entry.reference,
        "kind": entry.kind,
        "effective_on": entry.effective_on,
        "recorded_at": at,
        "lines": len(entry.postings),
        "rule_ids": list(entry.rule_ids),
        "decision_id": entry.decision_id,
        "reverses": entry.reverses,
        "facts": entry.facts,
        "book": book,
    }
