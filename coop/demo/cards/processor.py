"""One make-believe processor: its records, its terms, and what runs beside the requests."""

from __future__ import annotations

from pathlib import Path

from coop.demo.cards.engine.answers import Answers
from coop.demo.cards.engine.courier import Courier
from coop.demo.cards.engine.settings import Settings
from coop.demo.cards.engine.store import Store
from coop.demo.cards.engine.world import World
from coop.demo.cards.resources import duties


class Processor:
    """Made once a process; `url` is where its pages are, once that is known."""

    def __init__(
        self, path: Path | str = ":memory:", *, settings: Settings | None = None, seed: str | None = None
    ) -> None:
        self.settings = settings or Settings()
        self.store = Store(path, seed=seed)
        self.answers = Answers()
        self.url = "http://127.0.0.1"
        self.courier = Courier(self.store, self.settings, self._tick)

    def world(self, *, request_id: str | None = None, key: str | None = None) -> World:
        """What one request sees."""
        return World(self.store, self.settings, self.url, request_id, key)

    def run_due(self) -> int:
        """Do what has come due."""
        with self.store.transaction():
            return duties.run_due(self.world())

    def _tick(self) -> None:
        self.run_due()

    def close(self) -> None:
        """End the courier, then close the records."""
        self.courier.stop()
        self.store.close()
