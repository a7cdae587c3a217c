"""What happens in the demo, in the order in which it happened; each deed may lead to later ones."""

from __future__ import annotations

import datetime as dt
import heapq
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from coop.db import transaction
from coop.demo.keys import Keys
from coop.demo.seeding.calendar import Calendar
from coop.people.persons.models import Person

Deed = Callable[[Session, dt.datetime], None]

# So many deeds share a database transaction: one each would wait two thousand times for the disk.
_A_COMMIT = 150


@dataclass
class Story:
    """The world of the demo while it is being told. Keys of people are those of people.toml, and client names."""

    calendar: Calendar
    keys: Keys
    uploads: Path
    dice: random.Random
    people: dict[str, int] = field(default_factory=dict)
    """Person ids."""
    listings: dict[str, int] = field(default_factory=dict)
    """Listing ids by title."""
    done: int = 0
    _order: itertools.count[int] = field(default_factory=itertools.count)
    _ahead: list[tuple[dt.datetime, int, Deed]] = field(default_factory=list)

    def at(self, moment: dt.datetime, deed: Deed) -> None:
        """Let something happen then; what lies ahead of now has not happened."""
        if moment <= self.calendar.now:
            heapq.heappush(self._ahead, (moment, next(self._order), deed))

    def person(self, session: Session, key: str) -> Person:
        """A person of the story."""
        return session.get_one(Person, self.people[key])

    @property
    def length(self) -> int:
        """Deeds done and known to come."""
        return self.done + len(self._ahead)

    def tell(self, engine: Engine, *, progress: Callable[[int, int], None]) -> None:
        """Let everything happen; `progress(done, known)` is called after each commit."""
        while self._ahead:
            with transaction(engine) as session:
                for _ in range(_A_COMMIT):
                    if not self._ahead:
                        break
                    moment, _number, deed = heapq.heappop(self._ahead)
                    deed(session, moment)
                    self.done += 1
            progress(self.done, self.length)
