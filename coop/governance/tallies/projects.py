"""A profile of a vote on projects: what each costs, what there is to spend, and who wants what."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from coop.governance.tallies.profile import BadProfile
from coop.governance.tallies.ranked import named

Wishes = tuple[tuple[int, int], ...]
"""One ballot: (project's position, points) in ascending order of projects, points above 0; 1 each for approvals."""


@dataclass(frozen=True)
class ProjectsProfile:
    """Projects by their short names (`options`), `costs` and `budget` in the least units, and ballots with counts.

    `places` are the decimal places of the currency that costs are in: 2 when they are cents of euros. `titles` are for
    people to read. Every ballot counts as a voter, also one that wants nothing.
    """

    options: tuple[str, ...]
    costs: tuple[int, ...]
    budget: int
    ballots: tuple[tuple[Wishes, int], ...]
    places: int = 0
    titles: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def of(
        cls,
        options: Iterable[str],
        costs: Sequence[int],
        budget: int,
        ballots: Iterable[tuple[Iterable[tuple[int, int]], int]],
        *,
        places: int = 0,
        titles: Sequence[str] = (),
    ) -> "ProjectsProfile":
        """From (wishes, how many ballots). Raises `BadProfile` when they do not belong together."""
        names = named(options)
        if len(costs) != len(names) or any(cost < 1 for cost in costs):
            raise BadProfile("every project needs a cost of more than nothing")
        if budget < 1:
            raise BadProfile(f"a budget of {budget} pays for nothing")
        counts: Counter[Wishes] = Counter()
        for wishes, count in ballots:
            ballot = tuple(sorted(wishes))
            wanted = [project for project, _ in ballot]
            if count < 1 or len(set(wanted)) != len(wanted) or any(not 0 <= one < len(names) for one in wanted):
                raise BadProfile("a ballot wants projects that stand, each once")
            if any(points < 1 for _, points in ballot):
                raise BadProfile("a ballot gives a project at least a point, or leaves it out")
            counts[ballot] += count
        return cls(names, tuple(costs), budget, tuple(sorted(counts.items())), places, tuple(titles) or names)

    @property
    def voters(self) -> int:
        """How many ballots there are."""
        return sum(count for _, count in self.ballots)

    def points(self) -> list[int]:
        """The points of each project; approvals, where ballots approve."""
        totals = [0] * len(self.options)
        for (project, points), count in self._wished.items():
            totals[project] += points * count
        return totals

    def approvals(self) -> list[int]:
        """How many ballots want each project, with however many points."""
        totals = [0] * len(self.options)
        for (project, _), count in self._wished.items():
            totals[project] += count
        return totals

    @cached_property
    def _wished(self) -> Counter[tuple[int, int]]:
        """How many ballots give each project so many points."""
        wished = Counter(chain.from_iterable(ballot for ballot, count in self.ballots if count == 1))
        for ballot, count in self.ballots:
            if count > 1:
                for wish in ballot:
                    wished[wish] += count
        return wished
