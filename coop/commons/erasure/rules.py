"""What stays, in one line a kind; and the grounds on which a steward may hold a request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

GROUNDS = ("payable", "dispute", "booking")
"""Money owed either way, a dispute, a booking that is not over: what the law lets a co-op wait for."""
HOLD = dt.timedelta(days=30)
"""A hold ends by itself; a steward may hold again while its ground lasts."""


class Record(Protocol):
    """What is kept by law: a kind in words, and the last day."""

    @property
    def what(self) -> str: ...
    @property
    def until(self) -> dt.date: ...


@dataclass(frozen=True)
class Stay:
    """A kind of record that stays: how many, and the last day of the last of them."""

    what: str
    count: int
    until: dt.date


def merged(records: Iterable[Record]) -> tuple[Stay, ...]:
    """Records by kind, in the order in which kinds first come."""
    found: dict[str, list[dt.date]] = {}
    for record in records:
        found.setdefault(record.what, []).append(record.until)
    return tuple(Stay(what, len(days), max(days)) for what, days in found.items())
