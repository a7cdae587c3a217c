"""Entries as they are exported, streamed: a thousand at a time, whatever there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select, tuple_
from sqlalchemy.orm import Session

from coop.commons.entries.rules import public_reference
from coop.ledger.models import Account, EntryRow, PostingRow
from coop.policies.models import Decision, RuleVersion

CHUNK = 1000

accounts = Account.__table__
decisions = Decision.__table__
entries = EntryRow.__table__
postings = PostingRow.__table__
versions = RuleVersion.__table__


def stamp(moment: dt.datetime) -> str:
    """A moment in UTC, of fixed width: `2026-03-02T09:00:00.000000Z`."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def entry_rows(session: Session, *, by_day: bool = False) -> Iterator[dict[str, Any]]:
    """Every entry with its postings, in the order of the books, or of the days for journals."""
    names = cited_names(session)
    key: tuple[Any, ...] | None = None
    while rows := session.execute(_chunk(key, by_day)).all():
        yield from _with_postings(session, rows, names)
        key = (rows[-1].effective_on, rows[-1].id) if by_day else (rows[-1].id,)


def entries_by_id(session: Session, ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Some entries as `entry_rows` gives them."""
    rows = session.execute(_entries().where(entries.c.id.in_(ids)).order_by(entries.c.id)).all()
    return _with_postings(session, rows, cited_names(session))


def _with_postings(
    session: Session, rows: Sequence[Row[Any]], names: dict[int, str]
) -> Iterator[dict[str, Any]]:
    moved = _postings(session, [row.id for row in rows])
    for row in rows:
        yield _exported(row, moved[row.id], names)


def entry_count(session: Session) -> int:
    """How many entries there are, for a progress bar."""
    return int(session.execute(select(func.count()).select_from(entries)).scalar_one())


def first_day(session: Session) -> dt.date | None:
    """The earliest effective day; None in empty books."""
    found: dt.date | None = session.execute(select(func.min(entries.c.effective_on))).scalar_one()
    return found


def cited_names(session: Session) -> dict[int, str]:
    """Rule version number -> `fee.rate#3`."""
    rows = session.execute(select(versions.c.id, versions.c.name, versions.c.version))
    return {number: f"{name}#{version}" for number, name, version in rows}


def _entries() -> Select[Any]:
    return select(entries, decisions.c.reference.label("decision")).outerjoin(
        decisions, decisions.c.id == entries.c.decision_id
    )


def _chunk(key: tuple[Any, ...] | None, by_day: bool) -> Select[Any]:
    order = (entries.c.effective_on, entries.c.id) if by_day else (entries.c.id,)
    query = _entries().order_by(*order).limit(CHUNK)
    return query if key is None else query.where(tuple_(*order) > tuple_(*key))


def _postings(session: Session, ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    moved: dict[int, list[dict[str, Any]]] = {number: [] for number in ids}
    rows = session.execute(
        select(postings.c.entry_id, accounts.c.code, postings.c.commodity, postings.c.amount)
        .join(accounts, accounts.c.id == postings.c.account_id)
        .where(postings.c.entry_id.in_(ids))
        .order_by(postings.c.entry_id, postings.c.line)
    )
    for number, code, commodity, amount in rows:
        moved[number].append({"account": code, "commodity": commodity, "amount": amount})
    return moved


def _exported(row: Row[Any], moved: list[dict[str, Any]], names: dict[int, str]) -> dict[str, Any]:
    return {
        "id": row.id,
        "uuid": row.uuid,
        "reference": public_reference(row.reference, row.uuid),
        "kind": row.kind,
        "effective_on": row.effective_on.isoformat(),
        "recorded_at": stamp(row.recorded_at),
        "rules": [names[number] for number in row.rule_ids],
        "decision": row.decision,
        "reverses": row.reverses,
        "facts": row.facts,
        "postings": moved,
    }
