"""The sum that must come out: from the bank's balance to the books', with everything in between named. Pure."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable
from dataclasses import dataclass

OLD = dt.timedelta(days=14)
"""Money on its way arrives within days: an entry that the bank has not seen for longer is unexplained."""


@dataclass(frozen=True)
class Shown:
    """A statement among others: its days and balances, and the sum of its lines that no earlier one shows."""

    id: int
    opens_on: dt.date
    closes_on: dt.date
    opening_cents: int
    closing_cents: int
    fresh_cents: int


@dataclass(frozen=True)
class Gap:
    """Between two statements the balance moved by `cents` that no line accounts for: lines are missing."""

    after: dt.date
    before: dt.date
    cents: int


@dataclass(frozen=True)
class Comparison:
    """Bank and books at the end of `day`, in cents. `moved` is the sum of all known lines until then.

    `started` is the first statement's opening balance, `before` what the books held then of entries that no later line
    is matched to. `late_lines` and `late_entries`: matched, but the other half lies after `day`.
    """

    day: dt.date
    started: int
    moved: int
    gaps: int
    books: int
    before: int
    lines: int
    entries: int
    old_entries: int
    late_lines: int
    late_entries: int

    @property
    def bank(self) -> int:
        return self.started + self.moved + self.gaps

    @property
    def difference(self) -> int:
        """What the books say more than the bank."""
        return self.books - self.bank

    @property
    def at_the_start(self) -> int:
        """What the books held more than the bank when the first statement began."""
        return self.before - self.started

    @property
    def on_the_way(self) -> int:
        """Explained: entries of the last days that the bank has not seen by `day`, and lines entered later."""
        return self.entries - self.old_entries + self.late_entries - self.late_lines

    @property
    def unexplained(self) -> int:
        """What is left of the difference, to the cent: nothing, once all is matched."""
        return self.difference - self.on_the_way

    @property
    def adds_up(self) -> bool:
        """bank - lines not in the books + entries not at the bank = books; the rest is gaps and the start."""
        explained = self.bank - self.lines + self.entries - self.late_lines + self.late_entries
        return explained - self.gaps + self.at_the_start == self.books


def gaps(statements: Iterable[Shown]) -> list[Gap]:
    """Where lines are missing between statements, in the order of their last day."""
    ordered = sorted(statements, key=lambda one: (one.closes_on, one.id))
    found = []
    for former, following in itertools.pairwise(ordered):
        missing = following.closing_cents - former.closing_cents - following.fresh_cents
        if missing:
            found.append(Gap(former.closes_on, following.opens_on, missing))
    return found


def gaps_until(found: Iterable[Gap], day: dt.date) -> int:
    """The sum of the gaps that lie before the end of `day`."""
    return sum(gap.cents for gap in found if gap.before <= day)
