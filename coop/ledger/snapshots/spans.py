"""Days as whole years, months and single days: any stretch of days is a few of them. Pure."""

from __future__ import annotations

import calendar
import datetime as dt

EVER = dt.date(1, 1, 1)
"""Where the span 'ever' begins."""

Span = tuple[str, dt.date]
"""What kind of span, and its first day."""


def containing(day: dt.date) -> tuple[Span, ...]:
    """The four spans a day lies in."""
    return ("ever", EVER), ("year", day.replace(month=1, day=1)), ("month", day.replace(day=1)), ("day", day)


def between(since: dt.date, until: dt.date) -> list[Span]:
    """The fewest spans that together are the days from `since` to `until`, both included; none when it is over."""
    spans: list[Span] = []
    day = since
    while day <= until:
        kind, last = _longest(day, until)
        spans.append((kind, day))
        if last == dt.date.max:
            break
        day = last + dt.timedelta(days=1)
    return spans


def _longest(day: dt.date, until: dt.date) -> tuple[str, dt.date]:
    """The longest span that begins on `day` and ends by `until`, with its last day."""
    year_end = dt.date(day.year, 12, 31)
    if (day.month, day.day) == (1, 1) and year_end <= until:
        return "year", year_end
    month_end = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    if day.day == 1 and month_end <= until:
        return "month", month_end
    return "day", day
