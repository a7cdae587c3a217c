"""What is open of the coming days: the hours, less what is taken, day by day in the worker's zone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from coop.market.availability.hours import Hours, open_spans
from coop.market.availability.local_time import wall_clock
from coop.market.availability.spans import Span, merged

DAY = dt.timedelta(days=1)


def less(spans: Iterable[Span], busy: Iterable[Span]) -> list[Span]:
    """The instants of `spans` (disjoint, in order) that lie in no busy one."""
    taken = merged(busy)
    left: list[Span] = []
    for span in spans:
        start = span.starts_at
        for other in taken:
            if other.ends_at <= start or other.starts_at >= span.ends_at:
                continue
            if start < other.starts_at:
                left.append(Span(start, other.starts_at))
            start = max(start, other.ends_at)
        if start < span.ends_at:
            left.append(Span(start, span.ends_at))
    return left


def openings(
    hours: Hours, busy: Iterable[Span], *, at: dt.datetime, first: dt.date, days: int
) -> list[tuple[dt.date, list[Span]]]:
    """Each of so many dates from `first` on, with what is still open of it after `at`.

    A stretch stands under the date on which it starts, and may run past midnight.
    """
    since = dt.datetime.combine(first, dt.time(), tzinfo=dt.UTC) - DAY
    free = less(open_spans(hours, max(since, at), since + (days + 3) * DAY), busy)
    by_day: dict[dt.date, list[Span]] = {first + number * DAY: [] for number in range(days)}
    for span in free:
        on = wall_clock(span.starts_at, hours.zone).date()
        if on in by_day:
            by_day[on].append(span)
    return list(by_day.items())
