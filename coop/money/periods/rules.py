"""When a period may be closed: adjoining days, over, and in order. Pure."""

from __future__ import annotations

import datetime as dt


class NotClosable(ValueError):
    """The period cannot be closed; `args[0]` says why: order, adjoining, running or earlier; or, where small
    days are summed, spanned or small."""


def check_closable(
    *,
    opens_on: dt.date,
    closes_on: dt.date,
    today: dt.date,
    last_closed_on: dt.date | None,
    first_entry_on: dt.date | None,
) -> None:
    """Raise NotClosable unless the period adjoins the last one, is over, and leaves no entry before it."""
    if opens_on > closes_on:
        raise NotClosable("order")
    if closes_on >= today:
        raise NotClosable("running")
    if last_closed_on is not None and opens_on != last_closed_on + dt.timedelta(days=1):
        raise NotClosable("adjoining")
    if last_closed_on is None and first_entry_on is not None and first_entry_on < opens_on:
        raise NotClosable("earlier")


def following_months(after: dt.date, today: dt.date) -> list[tuple[dt.date, dt.date]]:
    """Whole calendar months that are over, from the day after `after`: what a steward will want to close."""
    months: list[tuple[dt.date, dt.date]] = []
    opens_on = after + dt.timedelta(days=1)
    while True:
        next_month = dt.date(opens_on.year + opens_on.month // 12, opens_on.month % 12 + 1, 1)
        closes_on = next_month - dt.timedelta(days=1)
        if closes_on >= today:
            return months
        months.append((opens_on, closes_on))
        opens_on = next_month
