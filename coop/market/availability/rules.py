"""Which times are offered: hours, less what is busy, on the clock's own quarters or halves, in due time.

One rule read in two directions. `offered` makes the list that a page shows; `refusal` judges one time that
came back from a form, from first principles and without the list, so that a forged or stale request is
refused by the very same rule. The tests hold the two against each other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from coop.market.availability.hours import Hours, open_spans
from coop.market.availability.local_time import wall_clock
from coop.market.availability.slots import on_the_grid, past_the_step, start_ranges
from coop.market.availability.spans import Slot, Span, merged

DAY = timedelta(days=1)
STEPS_MINUTES = (15, 30)


@dataclass(frozen=True)
class SlotTerms:
    """How a listing may be booked. Minutes and days, none negative, else ``ValueError``.

    The buffers are kept free of other work but may lie outside the hours: a worker travels before opening.
    ``notice_minutes`` is elapsed time between asking and starting. ``horizon_days`` counts dates in the
    worker's zone: 0 is today only, 30 also the date thirty days on, whole. ``step_minutes``: slots start on
    the quarters (15) or halves (30) of the hour that the worker's wall clock shows.
    """

    buffer_before_minutes: int = 0
    buffer_after_minutes: int = 0
    notice_minutes: int = 0
    horizon_days: int = 60
    step_minutes: int = 15

    def __post_init__(self) -> None:
        if self.step_minutes not in STEPS_MINUTES:
            raise ValueError(f"slots start every {STEPS_MINUTES} minutes, not {self.step_minutes}")
        lengths = (
            self.buffer_before_minutes,
            self.buffer_after_minutes,
            self.notice_minutes,
            self.horizon_days,
        )
        if min(lengths) < 0:
            raise ValueError(f"buffers, notice and horizon cannot be negative: {lengths}")


class Refusal(StrEnum):
    """Why a time is not offered; the first that applies, in this order."""

    TOO_SOON = "too soon"
    TOO_FAR = "too far ahead"
    OFF_THE_GRID = "not at a quarter or half hour"
    CLOSED = "outside the hours"
    TAKEN = "taken"


def offered(
    hours: Hours,
    terms: SlotTerms,
    busy: Iterable[Span],
    *,
    minutes: int,
    at: datetime,
    first_day: date | None = None,
    last_day: date | None = None,
) -> list[Slot]:
    """The slots of so many minutes that can be booked at ``at``, in order.

    ``busy`` spans are padded already (`Slot.padded`), in any order, and may overlap; give all that touch
    the days asked for, a day more on both sides. ``first_day`` and ``last_day`` (dates in the worker's
    zone, inclusive) narrow the answer to slots that start then. A clock time that is skipped gives no slot,
    and one that comes twice gives two. Raises ``ValueError`` if ``minutes`` is not positive or ``at`` is
    naive.
    """
    if minutes <= 0:
        raise ValueError(f"a slot lasts some minutes, not {minutes}")
    today = wall_clock(at, hours.zone).date()
    first = max(first_day or today, today)
    last = min(last_day or date.max, today + terms.horizon_days * DAY)
    if first > last:
        return []
    length = timedelta(minutes=minutes)
    earliest = max(at.astimezone(UTC) + timedelta(minutes=terms.notice_minutes), _surely_before(first))
    latest = _surely_before(last) + 3 * DAY
    ranges = start_ranges(
        open_spans(hours, earliest, latest + length),
        merged(busy),
        length=length,
        before=timedelta(minutes=terms.buffer_before_minutes),
        after=timedelta(minutes=terms.buffer_after_minutes),
    )
    starts = on_the_grid(hours.zone, terms.step_minutes, ranges)
    dated = ((start, wall_clock(start, hours.zone).date()) for start in starts)
    return [Slot(start, start + length) for start, day in dated if first <= day <= last]


def next_free(
    hours: Hours, terms: SlotTerms, busy: Iterable[Span], *, minutes: int, at: datetime
) -> Slot | None:
    """The first slot that can be booked at ``at``, or ``None`` within the horizon; `offered`'s arguments."""
    taken = merged(busy)
    today = wall_clock(at, hours.zone).date()
    for days in range(0, terms.horizon_days + 1, 7):  # week by week: the answer is mostly in the first
        week = today + days * DAY
        slots = offered(hours, terms, taken, minutes=minutes, at=at, first_day=week, last_day=week + 6 * DAY)
        if slots:
            return slots[0]
    return None


def refusal(
    hours: Hours, terms: SlotTerms, busy: Iterable[Span], slot: Slot, *, at: datetime
) -> Refusal | None:
    """Why a requested slot cannot be booked at ``at``, or ``None`` if it can; `offered`'s arguments.

    Says nothing about its length, which the price's limits judge.
    """
    today, shown = wall_clock(at, hours.zone).date(), wall_clock(slot.starts_at, hours.zone)
    if slot.starts_at < at + timedelta(minutes=terms.notice_minutes):
        return Refusal.TOO_SOON
    if shown.date() > today + terms.horizon_days * DAY:
        return Refusal.TOO_FAR
    if past_the_step(shown, terms.step_minutes):
        return Refusal.OFF_THE_GRID
    if open_spans(hours, slot.starts_at, slot.ends_at) != [Span(slot.starts_at, slot.ends_at)]:
        return Refusal.CLOSED
    kept_free = slot.padded(terms.buffer_before_minutes, terms.buffer_after_minutes)
    if any(kept_free.overlaps(other) for other in busy):
        return Refusal.TAKEN
    return None


def is_offered(hours: Hours, terms: SlotTerms, busy: Iterable[Span], slot: Slot, *, at: datetime) -> bool:
    """Whether exactly this slot can be booked at ``at``; see `refusal`."""
    return refusal(hours, terms, busy, slot, at=at) is None


def by_date(slots: Iterable[Slot], zone: ZoneInfo) -> dict[date, list[Slot]]:
    """Slots under the date on which they start in a zone (the worker's, or the reader's), in their order."""
    days: dict[date, list[Slot]] = {}
    for slot in slots:
        days.setdefault(wall_clock(slot.starts_at, zone).date(), []).append(slot)
    return days


def _surely_before(day: date) -> datetime:
    """An instant before the date begins anywhere: no zone is a whole day away from UTC."""
    return datetime.combine(day, time(), tzinfo=UTC) - DAY
