"""Keyset pages: older and newer than a row, never "page 7", at the same cost to the beginning of time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Row = TypeVar("Row")

_KEY = re.compile(r"[0-9]{1,18}(-[0-9]{1,4})?")


@dataclass(frozen=True)
class Key:
    """Where a page begins: older than `before`, or newer than `after`; the newest page with neither."""

    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()


NEWEST = Key()


def read_key(arguments: Mapping[str, str], parts: int = 1) -> Key:
    """The key in a page's address; one that is no key is left out."""
    after = _parts(arguments.get("after", ""), parts)
    return Key(after=after) if after else Key(before=_parts(arguments.get("before", ""), parts))


def page_of(rows: Sequence[Row], key: Key, size: int) -> tuple[list[Row], bool, bool]:
    """`(rows newest first, whether there are older ones, whether newer)` from up to `size` + 1 rows.

    `rows` come newest first, but oldest first for a page after a key.
    """
    more = len(rows) > size
    shown = list(rows[:size])
    if key.after:
        return shown[::-1], bool(shown), more
    return shown, more, bool(key.before) and bool(shown)


def _parts(text: str, parts: int) -> tuple[int, ...]:
    if not _KEY.fullmatch(text):
        return ()
    numbers = tuple(int(part) for part in text.split("-"))
    return numbers if len(numbers) == parts else ()
