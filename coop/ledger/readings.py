"""Two readings of the same books, and both at once.

*Inner*: every entry as it was recorded, no summary of small days. Whatever authorises money reads so, and whoever an
entry concerns; it is the reading unless another is asked for. *Public*: summaries instead of the entries they sum.
*All*: the tables as they are, for what keeps and checks them.

A session reads in one way at a time. No query says which: ahead of each statement that reads `entries` or `postings`
goes a common table expression of the same name, which leaves out what that reading does not see. So it holds for every
query there is or will be, those in plain SQL too; both databases fold it into the query's own conditions. Until the
co-op first decided to sum small days there is nothing to leave out (the database refuses such entries), and statements
go as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session, SessionTransaction

INNER, PUBLIC, ALL = "inner", "public", "all"

BOTH, OWN, SUMMED = 0, 1, 2
"""`entries.book`: read by all; an entry of small days, not public; a summary, public only."""

_KEY = "coop.ledger.reading"
_OPTION = "coop_reading"
_NEVER = "coop_no_small_days"

_UNSEEN = {INNER: SUMMED, PUBLIC: OWN}
_READS = re.compile(r"\b(?:entries|postings)\b")
_BEGINS = re.compile(r"\s*(?:(WITH\s+RECURSIVE|WITH)\b|SELECT\b|\()", re.IGNORECASE)
_EVER = (
    "SELECT EXISTS (SELECT 1 FROM rule_versions WHERE name = 'ledger.small_days' AND CAST(value AS TEXT) <> '0')"
)

# Once decided, for good: rule versions are append-only.
_decided: WeakKeyDictionary[Engine, str] = WeakKeyDictionary()


def read_as(session: Session, reading: str) -> None:
    """Let a session read so from now on, in this database transaction and all that follow."""
    _box(session)[0] = reading


def reading_of(session: Session) -> str:
    """How a session reads."""
    return _box(session)[0]


def _box(session: Session) -> list[str]:
    """What holds a session's reading; its connections share it, so that changing it costs nothing."""
    box: list[str] = session.info.setdefault(_KEY, [INNER])
    return box


@contextmanager
def reading(session: Session, which: str) -> Iterator[None]:
    """Let a session read so within this block."""
    before = reading_of(session)
    if which == before:
        yield
        return
    read_as(session, which)
    try:
        yield
    finally:
        read_as(session, before)


def were_decided(session: Session) -> bool:
    """Whether members ever decided to sum small days, as far as this database transaction knows."""
    return _schema(session.connection()) is not None


def look_again(session: Session) -> None:
    """For who adds versions of rules, or is about to record an inner entry: what this database transaction saw before
    may be so no longer."""
    session.connection().execution_options(**{_NEVER: False})


@event.listens_for(Session, "after_begin")
def _begins(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    connection.execution_options(**{_OPTION: _box(session)})


@event.listens_for(Engine, "before_cursor_execute", retval=True)
def _narrow(
    connection: Connection, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool
) -> tuple[str, Any]:
    box = connection.get_execution_options().get(_OPTION)
    unseen = None if box is None else _UNSEEN.get(box[0])
    if unseen is None or not _READS.search(statement):
        return statement, parameters
    begins = _BEGINS.match(statement)
    if begins is None:
        return statement, parameters
    schema = _schema(connection)
    if schema is None:
        return statement, parameters
    own = ", ".join(
        f"{table} AS NOT MATERIALIZED (SELECT * FROM {schema}.{table} WHERE book <> {unseen})"  # noqa: S608  our own names
        for table in ("entries", "postings")
    )
    if begins[1] is None:
        return f"WITH {own} {statement}", parameters
    return f"{begins[1]} {own}, {statement[begins.end(1) :]}", parameters


def _schema(connection: Connection) -> str | None:
    """Where the tables lie, so that they can be told from their readings; None while small days were never decided."""
    found = _decided.get(connection.engine)
    if found is not None:
        return found
    if connection.get_execution_options().get(_NEVER):
        return None
    # Past SQLAlchemy: it is in the middle of another statement. Its rows are few, and a transaction asks once.
    cursor = connection.connection.cursor()
    try:
        cursor.execute(_EVER)
        if not (cursor.fetchone() or (False,))[0]:
            connection.execution_options(**{_NEVER: True})
            return None
        schema = "main"
        if connection.dialect.name == "postgresql":
            cursor.execute("SELECT quote_ident(current_schema())")
            schema = str((cursor.fetchone() or ("public",))[0])
    finally:
        cursor.close()
    _decided[connection.engine] = schema
    return schema
