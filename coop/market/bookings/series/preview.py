"""A series before it is booked: each date with its state, and other times where it is not free.

Every date is judged by the rule that judges a single booking (`availability.rules.refusal`), none is passed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from coop.market.availability.hours import Hours
from coop.market.availability.local_time import wall_clock
from coop.market.availability.rules import Refusal, SlotTerms, offered, refusal
from coop.market.availability.spans import Slot, Span
from coop.market.bookings.series.rules import Date

DAY = timedelta(days=1)
REACH_DAYS = 3
"""How far from its date a visit can be put: less than half a week, so that visits of a weekly series stay in order."""
SAME_DAY, OTHER_DAYS = 4, 2


@dataclass(frozen=True)
class Looked:
    """A date of a series as it stands. `slot` is None where clocks skip the time, `refused` where it can be booked.

    `others` are times near it: those of the same day that are nearest, then the nearest of the days around it. For a
    time that clocks show twice, the first is `slot` (RFC 5545, 3.3.5) and the second the first of the others.
    """

    number: int
    wall: datetime
    slot: Slot | None
    refused: Refusal | None
    others: tuple[Slot, ...]

    @property
    def is_free(self) -> bool:
        return self.slot is not None and self.refused is None

    @property
    def choices(self) -> tuple[Slot, ...]:
        """What can be chosen for this date, its own time first."""
        return (self.slot, *self.others) if self.slot is not None and self.refused is None else self.others


def look(
    dates: Sequence[Date],
    hours: Hours,
    terms: SlotTerms,
    busy: Sequence[Span],
    *,
    zone: ZoneInfo,
    minutes: int,
    at: datetime,
) -> list[Looked]:
    """Every date of a rule, by the clock of `zone`, as it stands at `at`.

    ``busy`` are padded spans, all that touch the days of the rule or those around.
    """
    found = []
    for each in dates:
        near = _about(busy, datetime.combine(each.wall.date(), time(12), tzinfo=UTC))
        slots = [Slot.lasting(instant, minutes) for instant in each.instants]
        judged = [(slot, refusal(hours, terms, near, slot, at=at)) for slot in slots]
        free = [slot for slot, refused in judged if refused is None]
        if free:
            found.append(Looked(each.number, each.wall, free[0], None, tuple(free[1:])))
            continue
        slot, refused = judged[0] if judged else (None, None)
        day = each.wall.date()
        around = offered(
            hours, terms, near, minutes=minutes, at=at,
            first_day=day - (REACH_DAYS + 1) * DAY, last_day=day + (REACH_DAYS + 1) * DAY,
        )  # fmt: skip
        found.append(Looked(each.number, each.wall, slot, refused, _nearest(around, each.wall, zone)))
    return found


def is_near(planned: Date, starts_at: datetime, zone: ZoneInfo) -> bool:
    """Whether a visit that starts then can stand for this date."""
    return abs(wall_clock(starts_at, zone).date() - planned.wall.date()) <= REACH_DAYS * DAY


def _nearest(found: Sequence[Slot], wall: datetime, zone: ZoneInfo) -> tuple[Slot, ...]:
    """The best of what is offered around a date: of its own day, then at the same time of day on the days around."""
    shown = [(wall_clock(slot.starts_at, zone), slot) for slot in found]

    def off_the_hour(one: tuple[datetime, Slot]) -> tuple[timedelta, datetime]:
        return abs(one[0] - datetime.combine(one[0].date(), wall.time())), one[1].starts_at

    own_day = [one for one in shown if one[0].date() == wall.date()]
    halves = [one for one in own_day if one[0].minute in (0, 30)]  # four quarters in a row are little choice
    same = sorted(halves or own_day, key=off_the_hour)[:SAME_DAY]
    around = {clock.date() for clock, _slot in shown} - {wall.date()}
    days = sorted(around, key=lambda day: (abs(day - wall.date()), day))
    near = [day for day in days if abs(day - wall.date()) <= REACH_DAYS * DAY][:OTHER_DAYS]
    rest = [min((one for one in shown if one[0].date() == day), key=off_the_hour)[1] for day in near]
    return (*sorted(slot for _clock, slot in same), *rest)


def _about(busy: Sequence[Span], middle: datetime) -> list[Span]:
    """The busy spans of the days around an instant."""
    reach = (REACH_DAYS + 4) * DAY
    return [span for span in busy if span.ends_at > middle - reach and span.starts_at < middle + reach]
