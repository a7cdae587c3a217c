"""Clocks and instants: what a wall clock shows in a place, and which instants those are in UTC.

A wall clock reading is a naive ``datetime``; an instant is an aware one in UTC. Twice a year (in most
places) the two do not match one to one: a reading is skipped when clocks go forward and comes twice when
they go back. Source of the offsets: the IANA time zone database, through ``zoneinfo``.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

SECOND = timedelta(seconds=1)

# No zone of the IANA database has changed its offset and changed it back within three days since 1970; so two
# equal offsets a day apart mean that nothing happened in between.
LOOK_AHEAD = timedelta(days=1)


class UnknownZone(ValueError):
    """The name is no place of the IANA time zone database."""


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Names that may be chosen: places such as ``Europe/Paris``, and ``UTC``.

    Left out are names that follow the machine (``localtime``) and bare abbreviations (``EST``), which name
    no place.
    """
    return frozenset(name for name in available_timezones() if "/" in name) | {"UTC"}


def zone_named(name: str) -> ZoneInfo:
    """The zone of an IANA name, exactly as written there; anything else raises ``UnknownZone``."""
    if name not in zone_names():
        raise UnknownZone(f"{name!r} is no place of the time zone database")
    return ZoneInfo(name)


def instants(wall: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The instants, in order, at which clocks in the zone show ``wall`` (naive): none, one or two.

    None: the clocks jumped over it (spring; all of 2011-12-30 in Apia). Two: they went back and showed it
    twice (Paris, 2026-10-25 02:30 is 00:30Z and 01:30Z), so whoever wrote the time must be asked which one
    is meant. Raises ``ValueError`` if ``wall`` carries a zone of its own.
    """
    if wall.tzinfo is not None:
        raise ValueError(f"a wall clock shows no zone: {wall.isoformat()}")
    # A skipped reading comes back from UTC as another one, whichever fold is taken (PEP 495).
    candidates = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return tuple(
        sorted(instant for instant in candidates if wall_clock(instant, zone) == wall.replace(fold=0))
    )


def wall_clock(instant: datetime, zone: ZoneInfo) -> datetime:
    """What clocks in the zone show (naive, ``fold`` 0) at an instant; a naive one raises ``ValueError``."""
    if instant.tzinfo is None:
        raise ValueError(f"an instant needs a zone: {instant.isoformat()}")
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def is_shown_twice(instant: datetime, zone: ZoneInfo) -> bool:
    """Whether a page must give the offset beside the time, because the same clock time comes twice."""
    return len(instants(wall_clock(instant, zone), zone)) == 2


def offset_name(instant: datetime, zone: ZoneInfo) -> str:
    """The offset in force, as ``UTC+02:00`` or ``UTC−03:30``: what tells two equal readings apart."""
    seconds = _offset(zone, instant) // SECOND
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"UTC{'−' if seconds < 0 else '+'}{hours:02d}:{minutes:02d}"


def offset_spans(
    zone: ZoneInfo, starts_at: datetime, ends_at: datetime
) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """Cut ``[starts_at, ends_at)`` (UTC) where the zone changes its offset: (from, to, offset), in order."""
    begun = cursor = starts_at
    offset = _offset(zone, starts_at)
    while cursor < ends_at:
        ahead = min(cursor + LOOK_AHEAD, ends_at)
        if _offset(zone, ahead) == offset:
            cursor = ahead
            continue
        change = _change_between(zone, cursor, ahead)
        yield begun, change, offset
        begun = cursor = change
        offset = _offset(zone, change)
    if begun < ends_at:
        yield begun, ends_at, offset


def _change_between(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first instant with another offset than ``before``; changes fall on whole seconds."""
    old = _offset(zone, before)
    low, high = before.replace(microsecond=0), after.replace(microsecond=0)
    while high - low > SECOND:
        middle = low + (high - low) // SECOND // 2 * SECOND
        if _offset(zone, middle) == old:
            low = middle
        else:
            high = middle
    return high


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    offset = instant.astimezone(zone).utcoffset()
    if offset is None:  # pragma: no cover - a ZoneInfo with a key always knows its offset
        raise ValueError(f"{zone} has no offset at {instant.isoformat()}")
    return offset
