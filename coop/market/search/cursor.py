"""Where a page of results ended: the points and reference of its last one, and the moment the list was begun.

A list read page by page keeps its moment, so that time alone does not reshuffle it between two pages.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

LASTS = dt.timedelta(hours=12)

_FORM = re.compile(r"(\d{1,18})-([0-9A-Z]{1,16})-(\d{1,10})", re.ASCII)


@dataclass(frozen=True)
class Cursor:
    """Read on after this; a first page has no points and reference."""

    as_of: dt.datetime
    points: int | None = None
    reference: str = ""

    def __str__(self) -> str:
        return f"{self.points}-{self.reference}-{int(self.as_of.timestamp()) // 60}"

    @property
    def key(self) -> tuple[int, str] | None:
        """What the results of this page are all after."""
        return None if self.points is None else (-self.points, self.reference)


def read(written: str, *, at: dt.datetime) -> Cursor:
    """The cursor of an address; a broken or old one begins anew."""
    now = at.replace(second=0, microsecond=0)
    found = _FORM.fullmatch(written)
    if found is None:
        return Cursor(now)
    minute = int(found[3])
    if not 0 <= int(now.timestamp()) // 60 - minute <= LASTS.total_seconds() // 60:
        return Cursor(now)
    return Cursor(dt.datetime.fromtimestamp(minute * 60, dt.UTC), int(found[1]), found[2])
