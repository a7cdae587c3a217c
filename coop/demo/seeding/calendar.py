"""The demo's dates, all counted back from the moment it is seeded."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Rome")
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)

# A month needs its first days for closing the books, discussing and opening the vote on what is left.
_SETTLED_BY_DAY = 13
_MORNING, _NIGHT = 7, 23


@dataclass(frozen=True)
class Calendar:
    """When things happened. Periods are (first day, last day), both inclusive, in the co-op's own days."""

    now: dt.datetime
    founded: dt.date
    first_period: tuple[dt.date, dt.date]
    second_period: tuple[dt.date, dt.date]

    @property
    def today(self) -> dt.date:
        return self.now.astimezone(ZONE).date()

    def on(self, day: dt.date, hour: int = 10, minute: int = 0) -> dt.datetime:
        """The moment at which the clocks of the co-op show this on that day."""
        return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=ZONE).astimezone(dt.UTC)

    def days_in(self, days: int, hour: int = 10) -> dt.datetime:
        """A moment so many days after the founding."""
        return self.on(self.founded + days * DAY, hour)


def awake(moment: dt.datetime) -> dt.datetime:
    """The moment itself by day; of the night, the same minute of the first hour after it."""
    local = moment.astimezone(ZONE)
    if _MORNING <= local.hour < _NIGHT:
        return moment
    day = local.date() + (DAY if local.hour >= _NIGHT else dt.timedelta())
    return dt.datetime.combine(day, dt.time(_MORNING, local.minute), tzinfo=ZONE).astimezone(dt.UTC)


def calendar(now: dt.datetime) -> Calendar:
    """Founded eight whole months before the month that last could be settled; two periods of four months."""
    month = now.astimezone(ZONE).date().replace(day=1)
    if now.astimezone(ZONE).day < _SETTLED_BY_DAY:
        month = _months_before(month, 1)
    founded, middle = _months_before(month, 8), _months_before(month, 4)
    return Calendar(now.astimezone(dt.UTC), founded, (founded, middle - DAY), (middle, month - DAY))


def _months_before(first: dt.date, months: int) -> dt.date:
    count = first.year * 12 + first.month - 1 - months
    return dt.date(count // 12, count % 12 + 1, 1)
