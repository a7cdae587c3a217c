"""How often one network address may ask in a minute, counted in this process's memory.

A count in the database, as for sign-in, would make every reader a writer. Nothing here is worth guarding to the
request: the limit only keeps one careless program from taking the site away from everyone.
"""

from __future__ import annotations

import time
from collections import Counter

from werkzeug.exceptions import TooManyRequests

_MOST_ADDRESSES = 50_000


class Limit:
    """So many requests of one address in each minute of the clock."""

    def __init__(self, a_minute: int) -> None:
        self._a_minute = a_minute
        self._minute = 0
        self._counts: Counter[str] = Counter()

    def take(self, address: str, *, now: float | None = None) -> None:
        """Count one request; raises TooManyRequests above the limit, with how long to wait."""
        if not self._a_minute:
            return
        moment = time.time() if now is None else now
        minute = int(moment) // 60
        if minute != self._minute or len(self._counts) > _MOST_ADDRESSES:
            self._minute, self._counts = minute, Counter()
        self._counts[address] += 1
        if self._counts[address] > self._a_minute:
            raise TooManyRequests(retry_after=60 - int(moment) % 60)
