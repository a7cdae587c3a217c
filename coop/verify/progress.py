"""A small progress bar on a terminal; silent anywhere else."""

from __future__ import annotations

import sys
import time
from typing import TextIO

_WIDTH = 28
_EVERY = 0.1


class Progress:
    """What is done of `total` (bytes, or whatever is counted), with the time that is left."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._is_seen = self._stream.isatty()
        self._drawn = 0.0
        self.begin("", 0)

    def begin(self, what: str, total: int) -> None:
        """Begin another stretch of work; `total` 0 when nobody knows how much it is."""
        self._what, self._total, self._done, self._began = what, total, 0, time.monotonic()

    def advance(self, done: int) -> None:
        """That much more is done."""
        self._done += done
        now = time.monotonic()
        if self._is_seen and now - self._drawn >= _EVERY:
            self._drawn = now
            self._stream.write(f"\r\x1b[K{self._line(now)}")
            self._stream.flush()

    def clear(self) -> None:
        """Leave the line empty for what is printed next."""
        if self._is_seen:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def _line(self, now: float) -> str:
        if not self._total:
            return f"{self._what}  {self._done / 1e6:,.1f} MB"
        share = min(1.0, self._done / self._total)
        bar = "#" * int(share * _WIDTH)
        left = (now - self._began) * (1 - share) / share if share else 0
        return f"{self._what}  [{bar:<{_WIDTH}}] {share:4.0%}  {int(left // 60)}:{int(left % 60):02d} left"
