"""The published lot: what breaks a tie when nothing in the ballots does.

The lot of an option in a vote is

    SHA-256( seed, a line break, the option's name ), in UTF-8, as 64 hexadecimal digits

and of options that are tied, the lower lot goes first: is elected first, is transferred first, is funded first, is
excluded last. The seed is the decision's reference, which exists before the options are frozen and is used once, so
that a lot favours nobody twice; anyone recomputes it (`printf '2026-7\\nAda' | sha256sum`).

**What it does not promise.** Whoever words an option after the reference is known can try spellings until the lot
suits them. They gain it only in a tie, and names are there for all to see. A house that minds gives a seed that
nobody knows when the options are frozen, such as the reference and the hash of the log at closing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True)
class Tie:
    """Options that were level, and the one that was `chosen` of them: to go first or, for an exclusion, to go.

    `stage` is the earlier stage of the count whose figures told the chosen from the rest; `None` when the lot had to.
    `lots` are those of `among`, in the same order: shown even when they were not needed.
    """

    among: tuple[str, ...]
    stage: int | None
    chosen: str
    lots: tuple[str, ...]


@dataclass(frozen=True)
class Lots:
    """The lots of one vote, all from one seed."""

    seed: str

    def lot(self, option: str) -> str:
        """The lot of an option: 64 hexadecimal digits, the lower the luckier."""
        return sha256(f"{self.seed}\n{option}".encode()).hexdigest()

    def order(self, options: Iterable[str]) -> tuple[str, ...]:
        """The options by lot, the luckiest first."""
        return tuple(sorted(options, key=lambda option: (self.lot(option), option)))

    def first(self, among: Iterable[str]) -> tuple[str, tuple[Tie, ...]]:
        """The luckiest, and the record of the tie if there was one."""
        level = tuple(among)
        chosen = min(level, key=lambda option: (self.lot(option), option))
        return chosen, (self.record(level, chosen),) if len(level) > 1 else ()

    def record(self, among: Iterable[str], chosen: str, *, stage: int | None = None) -> Tie:
        """The record of a tie, its options in alphabetical order."""
        level = tuple(sorted(among))
        return Tie(among=level, stage=stage, chosen=chosen, lots=tuple(map(self.lot, level)))
