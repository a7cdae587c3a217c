"""The processor's time: the machine's, shifted, or standing still. It never runs backwards once something happened."""

from __future__ import annotations

import time

from coop.demo.cards.engine.store import Store


class Clock:
    """Kept in the store, so that a demo that was moved a week ahead is still there after a restart."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pinned: int | None = None

    def now(self) -> int:
        """Unix seconds."""
        if self._pinned is not None:
            return self._pinned
        frozen = self._store.meta("clock_frozen")
        if frozen is not None and frozen != "":
            return int(frozen)
        return int(time.time()) + int(self._store.meta("clock_shift") or "0")

    def pin(self, moment: int | None) -> None:
        """While due things are worked off, it is the moment each of them was due; None ends that."""
        self._pinned = moment

    def move_to(self, moment: int, *, frozen: bool) -> None:
        """Set the time. Raises ValueError if that lies before now, unless nothing has happened yet."""
        if moment < self.now() and self._store.counts():
            raise ValueError(f"the clock stands at {self.now()} and does not run backwards")
        self._store.set_meta("clock_frozen", str(moment) if frozen else "")
        self._store.set_meta("clock_shift", str(moment - int(time.time())))

    @property
    def frozen(self) -> bool:
        """Whether it stands still."""
        return bool(self._store.meta("clock_frozen"))
