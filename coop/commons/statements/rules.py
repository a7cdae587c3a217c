"""Days that people ask for, and parts of a hundred: pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

DAY = dt.timedelta(days=1)


def usual_days(today: dt.date) -> dict[str, tuple[dt.date, dt.date]]:
    """Stretches of days that end today at the latest, by name."""
    month = today.replace(day=1)
    last = month - DAY
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    return {
        "this-month": (month, today),
        "last-month": (last.replace(day=1), last),
        "this-quarter": (quarter, today),
        "this-year": (today.replace(month=1, day=1), today),
    }


def of_hundred(parts: Sequence[int], whole: int = 100_00) -> list[int]:
    """The parts in proportion, so that together they are exactly `whole`, by largest remainder; all zero of nothing.

    A part may be below zero. Raises ValueError when the parts together are.
    """
    total = sum(parts)
    if total < 0:
        raise ValueError(f"the parts together are {total}")
    if total == 0:
        return [0 for _ in parts]
    quotas = [divmod(part * whole, total) for part in parts]  # down below zero too: no remainder is negative
    shares = [quota for quota, _ in quotas]
    order = sorted(range(len(parts)), key=lambda place: -quotas[place][1])
    for place in order[: whole - sum(shares)]:
        shares[place] += 1
    return shares
