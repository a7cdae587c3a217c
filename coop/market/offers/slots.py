"""Free times as a page shows them: by day, the hours and half hours first, every quarter on one day alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from coop.market.availability import queries
from coop.market.availability.local_time import is_shown_twice, offset_name, wall_clock
from coop.market.availability.rules import by_date
from coop.market.availability.spans import Slot
from coop.market.listings.models import Listing
from coop.web import filters

DAYS = 14
FEW = 8  # so many times of a day are shown as they are; of more, those on the hour and half hour


@dataclass(frozen=True)
class Day:
    """A day with free times: (value for the form, clock time). `is_thinned`: quarters are left out."""

    day: dt.date
    label: str
    times: list[tuple[str, str]]
    is_thinned: bool


@dataclass(frozen=True)
class Stretch:
    """Free times from `first` on; `earlier` and `later` are where paging leads, None at the ends."""

    first: dt.date
    last: dt.date
    days: list[Day]
    earlier: dt.date | None
    later: dt.date | None


def stretch(
    session: Session, listing: Listing, *, minutes: int, first: dt.date | None, days: int, at: dt.datetime
) -> Stretch:
    """The free times of so many days from `first` (a date in the worker's zone; None: today) on."""
    zone = queries.hours_of(session, listing.worker_id).zone
    today = wall_clock(at, zone).date()
    horizon = today + dt.timedelta(days=listing.horizon_days)
    begins = min(max(first or today, today), horizon)
    ends = min(begins + dt.timedelta(days=days - 1), horizon)
    number = (ends - begins).days + 1
    slots = queries.slots_offered(session, listing, begins, number, minutes, at)
    return Stretch(
        first=begins,
        last=ends,
        days=[_day(day, of_day, zone, thin=days > 1) for day, of_day in by_date(slots, zone).items()],
        earlier=max(today, begins - dt.timedelta(days=days)) if begins > today else None,
        later=ends + dt.timedelta(days=1) if ends < horizon else None,
    )


def _day(day: dt.date, slots: Sequence[Slot], zone: ZoneInfo, *, thin: bool) -> Day:
    halves = [slot for slot in slots if wall_clock(slot.starts_at, zone).minute in (0, 30)]
    thinned = thin and len(slots) > FEW and bool(halves)
    shown = halves if thinned else slots
    return Day(
        day=day,
        label=filters.weekday(day),
        times=[(slot.starts_at.strftime("%Y-%m-%dT%H:%M:%SZ"), _clock(slot, zone)) for slot in shown],
        is_thinned=thinned,
    )


def _clock(slot: Slot, zone: ZoneInfo) -> str:
    shown = filters.clock_time(slot.starts_at, str(zone))
    return f"{shown} ({offset_name(slot.starts_at, zone)})" if is_shown_twice(slot.starts_at, zone) else shown
