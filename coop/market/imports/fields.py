"""One field of a line at a time: what is written there, as the value we keep. Pure.

Each function returns the value or raises `Faulty` with the reason and what to do about it.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from zoneinfo import ZoneInfo

from coop.market.availability.local_time import UnknownZone, instants, zone_named

_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_POINT = re.compile(r"(-?)(\d{1,9})(?:\.(\d{1,2}))?")
_COMMA = re.compile(r"(-?)(\d{1,9})(?:,(\d{1,2}))?")
REFERENCE_LENGTH = 40
NAME_LENGTH = 60
SERVICE_LENGTH = 100


class Faulty(ValueError):
    """A field that cannot be taken as written."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


def reference(written: str) -> str:
    """A reference that can stand in an address and in the ledger."""
    if not written:
        raise Faulty("is empty", "give each booking a reference of its own")
    if len(written) > REFERENCE_LENGTH or not _REFERENCE.fullmatch(written):
        raise Faulty(
            f"{written!r} cannot be a reference",
            f"use at most {REFERENCE_LENGTH} letters, digits, points, hyphens and underscores",
        )
    return written


def words(written: str, *, most: int) -> str:
    """A name or title: not empty, printable, not too long."""
    if not written:
        raise Faulty("is empty", "fill it in")
    if len(written) > most:
        raise Faulty(f"has {len(written)} characters", f"shorten it to {most}")
    if not written.isprintable():
        raise Faulty("contains characters that cannot be printed", "remove them")
    return written


def cents(written: str, *, decimal_comma: bool) -> int:
    """An amount of money in minor units, zero or more; no currency sign, no thousands separator."""
    if not written:
        raise Faulty("is empty", "give an amount, 0.00 if nothing was paid")
    match = (_COMMA if decimal_comma else _POINT).fullmatch(written)
    if match is None:
        example = "12,50" if decimal_comma else "12.50"
        raise Faulty(f"{written!r} is not an amount", f"write it as {example}: at most two decimals, no sign")
    minus, whole, part = match.groups()
    if minus:
        raise Faulty(f"{written} is negative", "leave refunds out, or bring in what was finally paid")
    return int(whole) * 100 + (int(part.ljust(2, "0")) if part else 0)


def zone(written: str) -> ZoneInfo:
    """A place of the time zone database."""
    if not written:
        raise Faulty("is empty", "name the time zone, such as America/New_York")
    found = _zone(written)
    if found is None:
        raise Faulty(f"{written!r} is no time zone", "name a place, such as America/New_York")
    return found


@lru_cache(maxsize=1024)
def _zone(written: str) -> ZoneInfo | None:
    try:
        return zone_named(written)
    except UnknownZone:
        return None


def moments(written: str, place: ZoneInfo, *, date_format: str) -> tuple[dt.datetime, ...]:
    """The moments (UTC) a wall clock showed what is written: one, or two in the night clocks go back.

    A time written with its offset (`2019-11-03T01:30:00-05:00`) is one moment and needs no guess.
    """
    if not written:
        raise Faulty("is empty", "give the day and the time")
    wall = _reading(written, date_format)
    if wall.tzinfo is not None:
        return (wall.astimezone(dt.UTC),)
    first, second = wall.replace(tzinfo=place).utcoffset(), wall.replace(tzinfo=place, fold=1).utcoffset()
    if first == second and first is not None:  # the same offset before and after: no clock changed near
        return ((wall - first).replace(tzinfo=dt.UTC),)
    found = instants(wall, place)
    if not found:
        raise Faulty(
            f"clocks in {place.key} never showed {written}: they jumped over it",
            "give the time as the clock showed it, or with its offset from UTC",
        )
    return found


def _reading(written: str, date_format: str) -> dt.datetime:
    try:
        if date_format:
            return dt.datetime.strptime(written, date_format)
        if len(written) < len("2019-03-01 12:00"):
            raise ValueError("a day without a time")
        return dt.datetime.fromisoformat(written)
    except ValueError as error:
        example = dt.datetime(2019, 3, 31, 17, 5).strftime(date_format or "%Y-%m-%d %H:%M:%S")
        raise Faulty(f"{written!r} is not a day and time", f"write it as {example}") from error
