"""When a retained dividend is due. Pure."""

from __future__ import annotations

import calendar
import datetime as dt


def due_on(retained_on: dt.date, years: int) -> dt.date:
    """The same day so many years later; 29 February falls due on the 28th, for "within" allows no day more."""
    year = retained_on.year + years
    last = calendar.monthrange(year, retained_on.month)[1]
    return dt.date(year, retained_on.month, min(retained_on.day, last))
