"""Opening hours as a worker states them, by the clock on the wall, and the instants they come to.

An instant is inside the hours if, and only if, the clock in the worker's zone shows a time inside them just
then. That one sentence settles every change of clocks: hours of 01:00 to 02:30 on a night when 02:00 to
03:00 comes twice are open, closed for the half hour until 02:00 comes again, and open until 02:30 comes
again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from coop.market.availability.local_time import offset_spans, wall_clock
from coop.market.availability.spans import Span, merged

MINUTES_A_DAY = 24 * 60
DAY = timedelta(days=1)

WallSpan = tuple[datetime, datetime]


@dataclass(frozen=True, order=True)
class Shift:
    """From one minute of the day to another, by the wall clock; the date is the one on which it starts.

    Minutes count from midnight. A shift past midnight goes on counting: 22:00 to 02:00 is 1320 to 1560, and
    a whole day 0 to 1440. It starts within its date and ends after that, at the latest with the next date
    (2880), else ``ValueError``.
    """

    starts_minute: int
    ends_minute: int

    def __post_init__(self) -> None:
        if not 0 <= self.starts_minute < MINUTES_A_DAY:
            raise ValueError(f"a shift starts within its day, not at minute {self.starts_minute}")
        if not self.starts_minute < self.ends_minute <= 2 * MINUTES_A_DAY:
            raise ValueError(f"a shift cannot last from {self.starts_minute} to {self.ends_minute}")

    @classmethod
    def between(cls, starts: time, ends: time) -> "Shift":
        """The shift between two times as people write them: an end not after the start is on the next day."""
        begins, finishes = (each.hour * 60 + each.minute for each in (starts, ends))
        return cls(begins, finishes if finishes > begins else finishes + MINUTES_A_DAY)

    @property
    def ends_next_day(self) -> bool:
        return self.ends_minute > MINUTES_A_DAY


@dataclass(frozen=True)
class Hours:
    """A worker's hours: each week's, and the dates that differ.

    ``weekly``: weekday (0 Monday to 6 Sunday, as ``date.weekday()``) -> the shifts that start then.
    ``exceptions``: date -> the shifts of that date instead; none means closed. An exception says all there
    is about its date: a shift that began the evening before stops at midnight. Shifts may touch or overlap:
    they are joined, also over midnight.
    """

    zone: ZoneInfo
    weekly: Mapping[int, Sequence[Shift]] = field(default_factory=dict)
    exceptions: Mapping[date, Sequence[Shift]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if strangers := [weekday for weekday in self.weekly if weekday not in range(7)]:
            raise ValueError(f"weekdays run from 0 (Monday) to 6 (Sunday), not {strangers}")

    def shifts_starting(self, on: date) -> Sequence[Shift]:
        """The shifts that start on a date, exceptions considered, in the order they were given."""
        return self.exceptions.get(on, self.weekly.get(on.weekday(), ()))


def open_spans(hours: Hours, starts_at: datetime, ends_at: datetime) -> list[Span]:
    """The instants of ``[starts_at, ends_at)`` that lie inside the hours, as disjoint spans in order."""
    if starts_at >= ends_at:
        return []
    # Shifts run past midnight from the day before; a day more on both sides, since clocks may go back over
    # one (St John's did so at 00:01 until 2011).
    first, last = wall_clock(starts_at, hours.zone).date(), wall_clock(ends_at, hours.zone).date()
    walls = list(_wall_spans(hours, first - 2 * DAY, last + DAY))
    found: list[Span] = []
    for begins, finishes, offset in offset_spans(hours.zone, starts_at, ends_at):
        # Within one offset the wall clock runs evenly, so hours become instants by one subtraction.
        shown_first, shown_last = ((instant + offset).replace(tzinfo=None) for instant in (begins, finishes))
        for opens, closes in walls:
            start, end = max(opens, shown_first), min(closes, shown_last)
            if start < end:
                found.append(Span(begins + (start - shown_first), begins + (end - shown_first)))
    return merged(found)


def _wall_spans(hours: Hours, first: date, last: date) -> Iterator[WallSpan]:
    """The shifts that start from one date to another, inclusive, as readings of the wall clock."""
    for number in range((last - first).days + 1):
        on = first + number * DAY
        midnight = datetime.combine(on, time())
        for shift in hours.shifts_starting(on):
            closes = midnight + timedelta(minutes=shift.ends_minute)
            if on + DAY in hours.exceptions:
                closes = min(closes, midnight + DAY)
            yield midnight + timedelta(minutes=shift.starts_minute), closes
