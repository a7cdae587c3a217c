"""When a dividend is due: the part that was retained, and the part in cash. Pure."""

from __future__ import annotations

import calendar
import datetime as dt


def due_on(retained_on: dt.date, years: int) -> dt.date:
    """The same day so many years later; 29 February falls due on the 28th, for "within" allows no day more."""
    year = retained_on.year + years
    last = calendar.monthrange(year, retained_on.month)[1]
    return dt.date(year, retained_on.month, min(retained_on.day, last))


def cash_due_on(period_ended_on: dt.date, half_months: int) -> dt.date:
    """The day so many half months after a period's end: whole months by the calendar, then 15 days.

    They are counted from the day after the period, whose day before is the last of them: 17 of them after 31
    December end on 15 September, and after 28 February on 15 November (8.5 months, as 26 USC 1382(d) has them).
    """
    begins = period_ended_on + dt.timedelta(days=1)
    month = begins.month - 1 + half_months // 2
    year, month = begins.year + month // 12, month % 12 + 1
    whole = dt.date(year, month, min(begins.day, calendar.monthrange(year, month)[1]))
    return whole + dt.timedelta(days=15 * (half_months % 2) - 1)
