"""Addresses of tiles after C2SP tlog-tiles: `x001/x234/067`, and `.p/112` for one that is not full. Pure."""

from __future__ import annotations

import re

from coop.ledger.log.merkle import TILE_HEIGHT, TILE_WIDTH

_NUMBER = r"(?P<number>(?:x[0-9]{3}/)*[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
_TILE = re.compile(rf"(?P<level>0|[1-9][0-9]?|entries)/{_NUMBER}")
_MOST_LEVELS = 63


class NotATile(ValueError):
    """The address is not one of a tile in its only spelling."""


def written(number: int) -> str:
    """Groups of three digits, all but the last marked with x: 1234067 -> `x001/x234/067`."""
    groups = [f"{number % 1000:03d}"]
    while number := number // 1000:
        groups.insert(0, f"x{number % 1000:03d}")
    return "/".join(groups)


def path(level: int | str, number: int, width: int = TILE_WIDTH) -> str:
    """`<level>/<number>` or `<level>/<number>.p/<width>`; the level of entry bundles is `entries`."""
    return f"{level}/{written(number)}" + ("" if width == TILE_WIDTH else f".p/{width}")


def read(text: str) -> tuple[int | str, int, int]:
    """(level or `entries`, number, width); raises NotATile on anything but the one spelling of an address."""
    found = _TILE.fullmatch(text)
    if found is None:
        raise NotATile(text)
    level: int | str = found["level"] if found["level"] == "entries" else int(found["level"])
    number = int(found["number"].replace("x", "").replace("/", ""))
    width = int(found["width"] or TILE_WIDTH)
    if path(level, number, width) != text or width > TILE_WIDTH or (isinstance(level, int) and level > _MOST_LEVELS):
        raise NotATile(text)
    return level, number, width


def width_at(size: int, level: int, number: int) -> int:
    """How many hashes the tile holds when the tree has `size` leaves; 0 or less when there is none."""
    return min(TILE_WIDTH, (size >> (TILE_HEIGHT * level)) - number * TILE_WIDTH)
