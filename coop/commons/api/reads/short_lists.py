"""Pages of lists that are short enough to be read whole: a period or a distribution comes a few times a year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from coop.commons.api.asked import Asked
from coop.commons.keyset import page_of

Row = TypeVar("Row")


def cut(rows: Sequence[Row], asked: Asked, number: Callable[[Row], int]) -> tuple[list[Row], dict[str, str | None]]:
    """The page of `rows` (newest first, by descending number) that was asked for, with its neighbours' addresses."""
    key = asked.key
    if key.after:
        found = [row for row in rows if number(row) > key.after[0]][::-1]
    else:
        found = [row for row in rows if not key.before or number(row) < key.before[0]]
    shown, older, newer = page_of(found[: asked.limit + 1], key, asked.limit)
    pages = asked.pages(number(shown[-1]) if older else None, number(shown[0]) if newer else None)
    return shown, pages
