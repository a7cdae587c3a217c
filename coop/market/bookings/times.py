"""Other times to offer where the one asked for is gone: the same work, from that day on."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from coop.market.availability.local_time import is_shown_twice, offset_name, wall_clock
from coop.market.availability.queries import hours_of, slots_offered
from coop.market.availability.rules import by_date
from coop.market.listings.models import Listing
from coop.web import filters

DAYS, MOST = 14, 8

Days = list[tuple[str, list[tuple[str, str]]]]


def other_times(
    session: Session,
    listing: Listing,
    *,
    minutes: int,
    near: dt.datetime,
    at: dt.datetime,
    besides: int | None = None,
) -> Days:
    """Free times as `forms.slot_radios` takes them: (day, [(value, clock time)]), a few of each day.

    From the day of `near` on; of a full day, those nearest to the time asked for.
    """
    zone = hours_of(session, listing.worker_id).zone
    first = wall_clock(max(near, at), zone).date()
    found = slots_offered(session, listing, first, DAYS, minutes, at, besides=besides)
    days: Days = []
    for day, slots in by_date(found, zone).items():
        asked = dt.datetime.combine(day, wall_clock(near, zone).time())
        if len(slots) > MOST:  # quarters crowd out the rest of the day
            slots = [slot for slot in slots if wall_clock(slot.starts_at, zone).minute in (0, 30)] or slots
        nearest = sorted(slots, key=lambda slot: abs(wall_clock(slot.starts_at, zone) - asked))[:MOST]
        times = []
        for slot in sorted(nearest):
            said = filters.clock_time(slot.starts_at, str(zone))
            if is_shown_twice(slot.starts_at, zone):
                said = f"{said} ({offset_name(slot.starts_at, zone)})"
            times.append((slot.starts_at.isoformat(), said))
        days.append((filters.weekday(day), times))
    return days
