"""Projects greedily by votes: the most wanted first, each that still fits.

The rule most cities use (Pabulib calls it `greedy`): projects in order of their votes (points, where ballots give
points), each funded if what is left of the budget pays for it, else passed over. Simple, and unfair to minorities: half
of the voters can spend all of the money, which the Method of Equal Shares prevents. Here it completes that method, and
is offered by itself for comparison. Ties follow the published lot (`lots`). Projects nobody wants are not funded.
"""

from collections.abc import Collection
from dataclasses import dataclass

from coop.governance.tallies.lots import Lots, Tie
from coop.governance.tallies.order import by_figure
from coop.governance.tallies.projects import ProjectsProfile


@dataclass(frozen=True)
class Look:
    """One project as its turn came: its votes, its cost, what was left before, and whether it was funded."""

    option: str
    votes: int
    cost: int
    left: int
    funded: bool


@dataclass(frozen=True)
class GreedyOutcome:
    """What was funded, in that order, and every look on the way. Money in the profile's least units."""

    options: tuple[str, ...]
    costs: tuple[int, ...]
    budget: int
    places: int
    voters: int
    votes: tuple[int, ...]
    funded: tuple[str, ...]
    spent: int
    looks: tuple[Look, ...]
    ties: tuple[Tie, ...]


def greedy(profile: ProjectsProfile, lots: Lots, *, already: Collection[str] = ()) -> GreedyOutcome:
    """Fund by votes what `already` funded projects leave room for; `funded` and `spent` are without those."""
    votes = profile.points()
    ranking, ties = by_figure(profile.options, votes, lots)
    place = {name: position for position, name in enumerate(profile.options)}
    left = profile.budget - sum(profile.costs[place[name]] for name in already)
    looks = []
    for name in ranking:
        position = place[name]
        if name in already or not votes[position]:
            continue
        cost = profile.costs[position]
        looks.append(Look(name, votes[position], cost, left, cost <= left))
        left -= cost if cost <= left else 0
    funded = tuple(look.option for look in looks if look.funded)
    return GreedyOutcome(
        options=profile.options,
        costs=profile.costs,
        budget=profile.budget,
        places=profile.places,
        voters=profile.voters,
        votes=tuple(votes),
        funded=funded,
        spent=sum(look.cost for look in looks if look.funded),
        looks=tuple(looks),
        ties=tuple(tie for tie in ties if set(tie.among) - set(already) and votes[place[tie.chosen]]),
    )
