"""Whether a card is still good, as arithmetic."""

from __future__ import annotations

import datetime as dt


def has_expired(year: int, month: int, *, on: dt.date) -> bool:
    """A card is good until the last day of its month."""
    return (on.year, on.month) > (year, month)
