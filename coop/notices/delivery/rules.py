"""When a letter that could not be sent is tried again, and when no more. Pure."""

from __future__ import annotations

import datetime as dt

_MINUTE = dt.timedelta(minutes=1)
WAITS = (_MINUTE, 5 * _MINUTE, 30 * _MINUTE, 120 * _MINUTE, 480 * _MINUTE, 1_440 * _MINUTE)
"""After the first failure, the second, and so on: a mail server away for a day costs nobody a letter."""

LEASE = 10 * _MINUTE
"""How long one worker keeps a letter to itself; should it die meanwhile, another takes over."""


def next_attempt(failed: int, at: dt.datetime) -> dt.datetime | None:
    """When to try again after that many failures, the last at `at`; None to give up."""
    if not 1 <= failed <= len(WAITS):
        return None
    return at + WAITS[failed - 1]
