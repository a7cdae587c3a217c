"""On which days a series falls, by the clock on the wall: recurrence rules of RFC 5545, and few of them.

A weekly 9:00 is 9:00 on every one of its days, whatever the clocks do in between: the rule is worked out in local
time, and each date becomes instants by itself. Where clocks skip the time there is none on that day, and where they
show it twice there are two, as `availability.local_time.instants` has it: the client is shown both cases before
anything is booked. Where a month has no fifth Tuesday, the rule says the last one from the start.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from coop.market.availability.local_time import instants, wall_clock

LEAST_VISITS = 2
"""One date is no series."""

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_UTC = "%Y%m%dT%H%M%SZ"
_LOCAL = "%Y%m%dT%H%M%S"
_RULE = re.compile(
    r"FREQ=(?:WEEKLY;INTERVAL=[124]|MONTHLY;BYDAY=(?:[1-4]|-1)(?:MO|TU|WE|TH|FR|SA|SU))"
    r";(?:COUNT=[1-9][0-9]{0,2}|UNTIL=(?P<until>[0-9]{8}T[0-9]{6}Z))"
)


class Rhythm(StrEnum):
    """How often; the values are those in addresses and forms."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    FOUR_WEEKLY = "four-weekly"
    MONTHLY = "monthly"
    """On the same weekday of the month: its second Tuesday, or its last."""


_WEEKS = {Rhythm.WEEKLY: 1, Rhythm.FORTNIGHTLY: 2, Rhythm.FOUR_WEEKLY: 4}


class NoRule(ValueError):
    """The text is no rule that this house writes, or a series without an end."""


@dataclass(frozen=True)
class Date:
    """A date of a rule, `number` from 1 on: what the clock shows then (naive), and the instants at which it does.

    There is none where clocks skip it, and two, in order, where they show it twice.
    """

    number: int
    wall: datetime
    instants: tuple[datetime, ...]


def rule_of(
    rhythm: Rhythm, first: datetime, zone: ZoneInfo, *, count: int | None = None, until: date | None = None
) -> str:
    """The RRULE of a series from a wall clock time `first` on: so many dates, or up to a day, that day included.

    UNTIL is written in UTC, as RFC 5545 asks for where the start has a zone. Raises NoRule unless exactly one end is
    given, a count is 1 to 999, and the last day is not before the first.
    """
    if (count is None) == (until is None):
        raise NoRule("a series has a number of dates or a last day")
    if count is not None:
        if not 1 <= count <= 999:
            raise NoRule(f"not so many dates: {count}")
        end = f"COUNT={count}"
    else:
        if until is None or until < first.date():
            raise NoRule(f"a series cannot end on {until}, before it begins")
        end = f"UNTIL={_last_instant(until, zone).strftime(_UTC)}"
    if rhythm is Rhythm.MONTHLY:
        week = (first.day + 6) // 7
        return f"FREQ=MONTHLY;BYDAY={week if week < 5 else -1}{_DAYS[first.weekday()]};{end}"
    return f"FREQ=WEEKLY;INTERVAL={_WEEKS[rhythm]};{end}"


def rhythm_of(rule: str) -> Rhythm:
    """How often a rule of ours says; raises NoRule for any other text."""
    _read(rule)
    if rule.startswith("FREQ=MONTHLY"):
        return Rhythm.MONTHLY
    weeks = int(rule.removeprefix("FREQ=WEEKLY;INTERVAL=")[0])
    return next(rhythm for rhythm, number in _WEEKS.items() if number == weeks)


def dates_of(rule: str, first: datetime, zone: ZoneInfo, *, most: int) -> list[Date]:
    """The dates of a rule from the wall clock time `first` (naive, itself a date of it) on, at most so many.

    Raises NoRule for a text that `rule_of` did not write.
    """
    until = _read(rule)
    if until:  # the library takes an end without a zone for a start without one
        rule = rule.replace(until, wall_clock(_instant(until), zone).strftime(_LOCAL))
    found = islice(rrulestr(rule, dtstart=first), most)
    return [Date(number, wall, instants(wall, zone)) for number, wall in enumerate(found, 1)]


def written(walls: list[datetime]) -> str:
    """Wall clock times as the value of an EXDATE."""
    return ",".join(wall.strftime(_LOCAL) for wall in walls)


def read(text: str) -> list[datetime]:
    """Wall clock times out of the value of an EXDATE."""
    return [datetime.strptime(each, _LOCAL) for each in text.split(",") if each]


def _read(rule: str) -> str:
    match = _RULE.fullmatch(rule)
    if match is None:
        raise NoRule(f"no rule of ours: {rule!r}")
    return match["until"] or ""


def _instant(until: str) -> datetime:
    return datetime.strptime(until, _UTC).replace(tzinfo=UTC)


def _last_instant(day: date, zone: ZoneInfo) -> datetime:
    """The last second of a day, as its zone has it; the later of two."""
    wall = datetime.combine(day, time(23, 59, 59))
    found = instants(wall, zone)
    # A day that ends in a skipped hour, or is skipped whole, ends where its offset would have it.
    return found[-1] if found else wall.replace(tzinfo=zone).astimezone(UTC)
