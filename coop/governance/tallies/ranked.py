"""A profile of ranked ballots: equal ballots counted together, in an order that no voter chose."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from coop.governance.tallies.profile import BadProfile
from coop.governance.tallies.refusals import DoesNotFit

_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")

Ranking = tuple[tuple[int, ...], ...]
"""Positions of options, best first; those in one inner tuple are ranked equal. What is left out is equal last."""


@dataclass(frozen=True)
class RankedProfile:
    """Ballots over named options; `ballots` holds each different ranking once, with how many gave it.

    Profiles of the same ballots are equal, in whatever order the ballots came. A ballot that ranks nothing is `()`.
    """

    options: tuple[str, ...]
    ballots: tuple[tuple[Ranking, int], ...]

    @classmethod
    def of(cls, options: Iterable[str], ballots: Iterable[tuple[Ranking, int]]) -> "RankedProfile":
        """From (ranking, how many) pairs. Raises `BadProfile` on an option ranked twice, unknown or nameless."""
        names = named(options)
        counts: Counter[Ranking] = Counter()
        known = len(names)
        for ranking, count in ballots:
            if count < 1:
                raise BadProfile(f"{count} ballots are no ballots")
            ranked = [option for tier in ranking for option in tier]
            if len(set(ranked)) != len(ranked):
                raise BadProfile("a ballot ranks an option twice")
            if ranked and not (min(ranked) >= 0 and max(ranked) < known):
                raise BadProfile("a ballot ranks an option that does not stand")
            if not all(ranking):
                raise BadProfile("a ballot holds an empty rank")
            tidy = ranking if len(ranked) == len(ranking) else tuple(tuple(sorted(tier)) for tier in ranking)
            counts[tidy] += count
        return cls(names, tuple(sorted(counts.items())))

    @classmethod
    def of_names(cls, options: Iterable[str], ballots: Mapping[tuple[str, ...], int]) -> "RankedProfile":
        """From rankings by name without equals: short to write in an example or a test."""
        names = tuple(options)
        place = {name: position for position, name in enumerate(names)}
        return cls.of(names, [(tuple((place[one],) for one in row), count) for row, count in ballots.items()])

    @property
    def total(self) -> int:
        """How many ballots there are, empty ones included."""
        return sum(count for _, count in self.ballots)

    def strict(self, method: str) -> dict[tuple[int, ...], int]:
        """The rankings as plain orders; raises `DoesNotFit` when a ballot ranks two options equal."""
        equal = sum(count for ranking, count in self.ballots if any(len(tier) > 1 for tier in ranking))
        if equal:
            raise DoesNotFit(
                f"{method} moves a ballot from one option to the next, and {equal} of {self.total} ballots rank "
                f"options equal; Schulze and the pairwise report count those"
            )
        return {tuple([tier[0] for tier in ranking]): count for ranking, count in self.ballots}

    def without(self, withdrawn: Collection[str]) -> "RankedProfile":
        """The same ballots when some options no longer stand: the others move up."""
        unknown = set(withdrawn) - set(self.options)
        if unknown:
            raise BadProfile(f"{', '.join(sorted(unknown))}: no such option")
        if not withdrawn:
            return self
        stays = [position for position, name in enumerate(self.options) if name not in withdrawn]
        place = {old: new for new, old in enumerate(stays)}
        moved = []
        for ranking, count in self.ballots:
            tiers = (tuple(place[one] for one in tier if one in place) for tier in ranking)
            moved.append((tuple(tier for tier in tiers if tier), count))
        return RankedProfile.of([self.options[position] for position in stays], moved)


def named(options: Iterable[str]) -> tuple[str, ...]:
    """The options' names, all different, none empty; raises `BadProfile`."""
    names = tuple(options)
    if not names:
        raise BadProfile("there is no option to vote on")
    if any(not name or name != name.strip() or _CONTROL.search(name) for name in names):
        raise BadProfile("every option needs a name of one line, without space around it")
    twice = sorted(name for name, count in Counter(names).items() if count > 1)
    if twice:
        raise BadProfile(f"two options are called {twice[0]!r}")
    return names


def seats_for(seats: int, options: int) -> int:
    """The seats, when they can be filled at all; raises `DoesNotFit`."""
    if not 1 <= seats <= options:
        raise DoesNotFit(f"{options} options cannot fill {seats} seats")
    return seats
