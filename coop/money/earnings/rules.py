"""Calendar months, as statements are made. Pure."""

from __future__ import annotations

import datetime as dt
import re


def month_of(written: str) -> dt.date | None:
    """The first day of a month written `2026-03`; None for anything else."""
    if not re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])", written, re.ASCII):
        return None
    return dt.date(int(written[:4]), int(written[5:]), 1)


def next_month(first: dt.date) -> dt.date:
    """The first day of the month after."""
    return dt.date(first.year + first.month // 12, first.month % 12 + 1, 1)


def previous_month(first: dt.date) -> dt.date:
    """The first day of the month before."""
    return (first - dt.timedelta(days=1)).replace(day=1)


def last_day(first: dt.date) -> dt.date:
    """The last day of the month."""
    return next_month(first) - dt.timedelta(days=1)
