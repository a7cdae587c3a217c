"""Countback: who takes the seat of a member who left, from the ballots of the election that filled it.

Source: the countback of Tasmania's House of Assembly (since 1918; now Electoral Act 2004, Part 9) and of the
Australian Capital Territory (Electoral Act 1992, Schedule 4, Part 4.3): the ballots that elected whoever left elect
who comes after. Adapted to ballots counted by Scottish STV:

1. The election is counted again, as it was. The ballots that the member who left then held are taken, each at the part
   of its value that it *kept* with that member: its value when received, less its transfer value if a surplus was
   passed on. They come to one quota, or to what the member had when elected without it, and to what truncation lost.
2. Each goes to its highest preference among those who stood, were not elected and are willing now; the rest are
   non-transferable.
3. Who has more than half of the votes of those still in the running is elected. Until then the one with the fewest is
   excluded and their ballots go on, at the same value, as in Scottish STV.

Ties as in Scottish STV. The seats of all others are untouched, and the voters who lost their member choose the
next. (Scotland itself holds a by-election.)
"""

from collections.abc import Collection
from dataclasses import dataclass

from coop.governance.tallies.lots import Lots, Tie
from coop.governance.tallies.piles import ONE, Moved, Piles
from coop.governance.tallies.ranked import RankedProfile
from coop.governance.tallies.refusals import DoesNotFit
from coop.governance.tallies.scottish_stv import Count, Parcel, StvOutcome
from coop.governance.tallies.stages import History


@dataclass(frozen=True)
class CountbackStage:
    """`excluded` is who left the count at this stage, `None` at the first. `votes` are by the outcome's `options`.

    Only the willing can have votes; those of all and `non_transferable` sum to what was kept.
    """

    number: int
    excluded: str | None
    parcels: tuple[Parcel, ...]
    votes: tuple[int, ...]
    non_transferable: int
    ties: tuple[Tie, ...]


@dataclass(frozen=True)
class CountbackOutcome:
    """Who takes the seat of `vacated`. Votes are in 1/100,000: `unit` parts make one vote.

    `kept` are all votes that the member who left had kept; `election` is the count they come from.
    """

    vacated: str
    options: tuple[str, ...]
    willing: tuple[str, ...]
    elected: str
    kept: int
    unit: int
    stages: tuple[CountbackStage, ...]
    election: StvOutcome


def countback(
    profile: RankedProfile, seats: int, vacated: str, lots: Lots, *, unwilling: Collection[str] = ()
) -> CountbackOutcome:
    """Fill one vacancy. Raises `DoesNotFit` when nobody of that name was elected or nobody willing is left."""
    count = Count(profile.options, profile.strict("Countback"), seats, lots)
    election = count.run()
    if vacated not in election.elected:
        raise DoesNotFit(f"{vacated} was not elected in this count: {', '.join(election.elected)} were")
    willing = [
        place
        for place, name in enumerate(profile.options)
        if name not in election.elected and name not in unwilling
    ]
    if not willing:
        raise DoesNotFit("nobody who stood and was not elected is willing: hold an election")
    kept = count.kept(vacated)
    piles = Piles(len(profile.options), kept, willing)
    elected, stages = _fill(piles, profile.options, willing, lots)
    return CountbackOutcome(
        vacated=vacated,
        options=profile.options,
        willing=tuple(profile.options[place] for place in willing),
        elected=elected,
        kept=sum(papers * value for _, papers, value in kept),
        unit=ONE,
        stages=tuple(stages),
        election=election,
    )


def _fill(
    piles: Piles, options: tuple[str, ...], willing: list[int], lots: Lots
) -> tuple[str, list[CountbackStage]]:
    history, continuing = History(options, lots), set(willing)
    stages: list[CountbackStage] = []

    def close(excluded: int | None, moved: list[Moved], ties: list[Tie]) -> None:
        parcels = (Parcel(None if to is None else options[to], papers, value) for to, papers, value in moved)
        name = None if excluded is None else options[excluded]
        votes = tuple(piles.votes)
        history.add(votes)
        stages.append(
            CountbackStage(len(stages) + 1, name, tuple(parcels), votes, piles.non_transferable, tuple(ties))
        )

    close(None, piles.first, [])
    while len(continuing) > 1 and 2 * max(piles.votes) <= sum(piles.votes):
        loser, ties = history.lowest(continuing)
        continuing.remove(loser)
        moved = piles.move(loser, continuing, lambda value: value)
        piles.votes[loser] = 0
        close(loser, moved, ties)
    return options[max(continuing, key=lambda place: piles.votes[place])], stages
