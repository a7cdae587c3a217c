"""Which entries are inner when they are recorded, by the rule in force then and by what they carry on.

The rule is read from the table itself: policies stand above the ledger.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Integer, MetaData, String, Table, select
from sqlalchemy.orm import Session

from coop.db.types import Json, UtcDateTime
from coop.ledger import readings
from coop.ledger.entries import Entry
from coop.ledger.models import EntryRow
from coop.ledger.small_days.rules import INNER_KINDS, REVERSAL, RULE, SUMMARY, forerunners

SALT_BYTES = 32

_CHANGING = "coop.policies.changing"
"""In `session.info` of who adds versions of rules, by `coop.policies`: what was seen before may be so no longer."""

_versions = Table(
    "rule_versions",
    MetaData(),
    Column("name", String),
    Column("version", Integer),
    Column("value", Json),
    Column("in_force_from", UtcDateTime),
)
_HISTORY = (
    select(_versions.c.in_force_from, _versions.c.value)
    .where(_versions.c.name == RULE)
    .order_by(_versions.c.in_force_from, _versions.c.version)
)


def books(session: Session, entries: Sequence[Entry], *, at: dt.datetime) -> list[int]:
    """The book of each entry that is about to be recorded."""
    if not any(entry.kind in INNER_KINDS or entry.kind in (REVERSAL, SUMMARY) for entry in entries):
        return [readings.BOTH] * len(entries)
    if _CHANGING in session.info:
        readings.look_again(session)
    if not readings.were_decided(session):
        return [readings.SUMMED if entry.kind == SUMMARY else readings.BOTH for entry in entries]
    history = session.execute(_HISTORY).all()
    is_on = any(value for _, value in [row for row in history if row[0] <= at][-1:])
    carried = _inner_among(session, entries)
    found: list[int] = []
    for entry in entries:
        if entry.kind == SUMMARY:
            found.append(readings.SUMMED)
        elif entry.kind == REVERSAL:
            found.append(readings.OWN if entry.reverses in carried else readings.BOTH)
        elif entry.kind in INNER_KINDS and entry.decision_id is None and (is_on or _carries_on(entry, carried)):
            found.append(readings.OWN)
        else:
            found.append(readings.BOTH)
        if found[-1] == readings.OWN:
            carried.add(entry.reference)
    return found


def salts(numbers: Sequence[int], of: Sequence[int]) -> list[dict[str, Any]]:
    """Rows of `InnerSalt` for the inner ones among entries just recorded; `of` has the book of each."""
    return [
        {"entry_id": number, "salt": os.urandom(SALT_BYTES)}
        for number, book in zip(numbers, of, strict=True)
        if book == readings.OWN
    ]


def _carries_on(entry: Entry, carried: set[str | int]) -> bool:
    return entry.facts.get("payout_entry") in carried or any(one in carried for one in forerunners(entry.reference))


def _inner_among(session: Session, entries: Sequence[Entry]) -> set[str | int]:
    """Numbers and references of the inner entries that some entries carry on or undo."""
    names = {one for entry in entries for one in forerunners(entry.reference)}
    numbers = {entry.reverses for entry in entries if entry.reverses is not None}
    numbers |= {int(entry.facts["payout_entry"]) for entry in entries if "payout_entry" in entry.facts}
    found: set[str | int] = set()
    for column, wanted in ((EntryRow.reference, sorted(names)), (EntryRow.id, sorted(numbers))):
        for first in range(0, len(wanted), 500):
            some = wanted[first : first + 500]
            rows = session.execute(
                select(EntryRow.id, EntryRow.reference).where(column.in_(some), EntryRow.book == readings.OWN)
            )
            for number, reference in rows:
                found |= {number, reference}
    return found
