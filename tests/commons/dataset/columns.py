"""The columns that files really have, found by reading them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any


def paths(said: Any, known: set[str], at: str = "") -> Iterator[tuple[str, Any]]:
    """(path, value) of everything in a row. A key is `*` where only that is known there: its name is data."""
    if isinstance(said, dict):
        for name, value in said.items():
            named, star = (f"{at}.{name}", f"{at}.*") if at else (name, "*")
            path = star if named not in known and star in known else named
            yield path, value
            yield from paths(value, known, path)
    elif isinstance(said, list):
        for value in said:
            yield from paths(value, known, f"{at}[]")


def of_lines(text: str, known: set[str]) -> dict[str, list[Any]]:
    """Path -> the values it has in a file of JSON lines."""
    found: dict[str, list[Any]] = {}
    for line in text.splitlines():
        for path, value in paths(json.loads(line), known):
            found.setdefault(path, []).append(value)
    return found
