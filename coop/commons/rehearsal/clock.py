"""A clock that is moved by hand, forwards only: a rehearsal takes seconds, its co-op lives for months."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo


class Clock:
    """The time in the rehearsed co-op. Every action is given `now`."""

    def __init__(self, zone: ZoneInfo, day: dt.date, hour: int = 9) -> None:
        self.zone = zone
        self.now = self._moment(day, hour)

    @property
    def today(self) -> dt.date:
        """The co-op's own day."""
        return self.now.astimezone(self.zone).date()

    def set(self, day: dt.date, hour: int = 9) -> dt.datetime:
        """Move on to an hour of a day; raises ValueError on going back."""
        return self.reach(self._moment(day, hour))

    def pass_days(self, days: int) -> dt.datetime:
        """Let whole days pass."""
        return self.reach(self.now + dt.timedelta(days=days))

    def reach(self, moment: dt.datetime) -> dt.datetime:
        """Move on to a moment; raises ValueError on going back."""
        if moment < self.now:
            raise ValueError(f"the clock shows {self.now} and cannot go back to {moment}")
        self.now = moment
        return moment

    def _moment(self, day: dt.date, hour: int) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(hour), self.zone).astimezone(dt.UTC)
