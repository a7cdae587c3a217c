"""Scottish STV: several seats, by the single transferable vote with the weighted inclusive Gregory method.

Source: The Scottish Local Government Elections Order 2007 (SSI 2007/42), Schedule 1, rules 45 to 52, which Scotland
has counted its councils by since. In our words:

1. Every ballot counts one vote for its first preference. V valid ballots for s seats make the quota
   floor(V / (s + 1)) + 1. Whoever has the quota is elected, at the end of whatever stage.
2. As long as as many candidates are left as seats, or fewer, they are elected and the count is over.
3. **Surplus.** Whoever has more than the quota, the largest surplus first, passes it on: *all* ballots they hold go to
   the next preference still in the running, each worth

       its value when received x surplus / votes of the candidate, to five decimal places, the rest dropped.

4. **Exclusion.** When no surplus waits, the candidate with the fewest votes is excluded; their ballots go to the next
   preference still in the running at the value they had.
5. A ballot without such a preference is non-transferable. What step 3 drops is counted too (`lost`), so that at each
   stage  votes of all candidates + non-transferable + lost = V.

**Ties**, for the larger surplus, the fewest votes or the order of those elected together: what the tied had at the most
recent earlier stage at which they were not level decides; where they always were, the published lot (`lots`) does, in
place of the returning officer's. The tied are narrowed stage by stage, going back.

A ballot that ranks options equal is not counted this way (`DoesNotFit`). Votes are integers of 1/100,000.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from coop.governance.tallies.lots import Lots, Tie
from coop.governance.tallies.piles import ONE, Moved, Order, Piles
from coop.governance.tallies.ranked import RankedProfile, seats_for
from coop.governance.tallies.stages import History


class Action(StrEnum):
    """What a stage of the count did."""

    FIRST = "first preferences"
    SURPLUS = "surplus transferred"
    EXCLUSION = "excluded"


@dataclass(frozen=True)
class Parcel:
    """Ballots of one value that moved together: to an option, or to nobody (`None`: non-transferable)."""

    to: str | None
    papers: int
    value: int


@dataclass(frozen=True)
class Stage:
    """One stage: what was done with whose ballots, and how things stood at its end.

    `votes` are by option, in the order of the outcome's `options`; they, `non_transferable` and `lost` are in
    1/100,000 of a vote and sum to all valid ballots. `elected` names those elected at the end of this stage.
    """

    number: int
    action: Action
    option: str | None
    parcels: tuple[Parcel, ...]
    votes: tuple[int, ...]
    non_transferable: int
    lost: int
    elected: tuple[str, ...]
    ties: tuple[Tie, ...]


@dataclass(frozen=True)
class StvOutcome:
    """Who is elected, in that order, and every stage. `quota` is in whole votes, `unit` parts make one vote.

    `filled_last` are those who took the last seats without the quota, because nobody else was left; `ties` those for
    their order.
    """

    options: tuple[str, ...]
    seats: int
    ballots: int
    empty_ballots: int
    quota: int
    unit: int
    elected: tuple[str, ...]
    filled_last: tuple[str, ...]
    excluded: tuple[str, ...]
    stages: tuple[Stage, ...]
    ties: tuple[Tie, ...]


def scottish_stv(profile: RankedProfile, seats: int, lots: Lots) -> StvOutcome:
    """Count a profile for so many seats. Raises `DoesNotFit` on equal ranks and on more seats than candidates."""
    return Count(profile.options, profile.strict("Scottish STV"), seats, lots).run()


class Count:
    """A count under way; kept by `countback` too, to know who holds which ballots at the end."""

    def __init__(
        self, options: tuple[str, ...], orders: Mapping[Order, int], seats: int, lots: Lots
    ) -> None:
        self.options = options
        self.seats = seats_for(seats, len(options))
        self.empty = orders.get((), 0)
        self.ballots = sum(orders.values()) - self.empty
        self.quota = self.ballots // (self.seats + 1) + 1
        self.piles = Piles.of(len(options), orders)
        self.history = History(options, lots)
        self.continuing = set(range(len(options)))
        self.elected: list[int] = []
        self.excluded: list[int] = []
        self.waiting: list[int] = []
        self.stages: list[Stage] = []
        self.lost = 0
        self.passed: dict[int, list[tuple[Order, int, int]]] = {}

    def run(self) -> StvOutcome:
        """To the end."""
        self._close(Action.FIRST, None, self.piles.first, ())
        while not self._filled():
            if self.waiting:
                self._surplus()
            else:
                self._exclusion()
        vacant = self.seats - len(self.elected)
        last, ties = self.history.descending(self.continuing) if vacant else ([], [])
        names = self.options
        return StvOutcome(
            options=names,
            seats=self.seats,
            ballots=self.ballots,
            empty_ballots=self.empty,
            quota=self.quota,
            unit=ONE,
            elected=tuple(names[one] for one in [*self.elected, *last]),
            filled_last=tuple(names[one] for one in last),
            excluded=tuple(names[one] for one in self.excluded),
            stages=tuple(self.stages),
            ties=tuple(ties),
        )

    def kept(self, option: str) -> list[tuple[Order, int, int]]:
        """After the count: (order, papers, value of each) of what an elected option did not pass on."""
        position = self.options.index(option)
        held = [(order, papers, value) for value, pile in self.piles.held[position].items() for order, papers in pile]
        return self.passed.get(position, held)

    def _filled(self) -> bool:
        return len(self.elected) == self.seats or len(self.continuing) <= self.seats - len(self.elected)

    def _surplus(self) -> None:
        (giver, *rest), ties = self.history.descending(self.waiting)
        self.waiting = rest
        votes = self.piles.votes[giver]
        surplus = votes - self.quota * ONE

        def worth(value: int) -> int:
            return value * surplus // votes

        self.passed[giver] = [
            (order, papers, value - worth(value))
            for value, pile in self.piles.held[giver].items()
            for order, papers in pile
        ]
        moved = self.piles.move(giver, self.continuing, worth)
        self.piles.votes[giver] = self.quota * ONE
        self.lost += surplus - sum(papers * value for _, papers, value in moved)
        # Ties further down the queue are decided again when their turn comes, with the figures of that stage.
        chosen = [tie for tie in ties if tie.chosen == self.options[giver]]
        self._close(Action.SURPLUS, giver, moved, chosen)

    def _exclusion(self) -> None:
        loser, ties = self.history.lowest(self.continuing)
        self.continuing.remove(loser)
        self.excluded.append(loser)
        moved = self.piles.move(loser, self.continuing, lambda value: value)
        self.piles.votes[loser] = 0
        self._close(Action.EXCLUSION, loser, moved, ties)

    def _close(
        self,
        action: Action,
        option: int | None,
        moved: Sequence[Moved],
        ties: Sequence[Tie],
    ) -> None:
        """Write the stage down and elect whoever has the quota."""
        votes = tuple(self.piles.votes)
        self.history.add(votes)
        reached = [one for one in self.continuing if votes[one] >= self.quota * ONE]
        order, more = self.history.descending(reached)
        self.elected += order
        self.continuing -= set(order)
        self.waiting += [one for one in order if votes[one] > self.quota * ONE]
        self.stages.append(
            Stage(
                number=len(self.stages) + 1,
                action=action,
                option=None if option is None else self.options[option],
                parcels=tuple(
                    Parcel(None if to is None else self.options[to], papers, value) for to, papers, value in moved
                ),
                votes=votes,
                non_transferable=self.piles.non_transferable,
                lost=self.lost,
                elected=tuple(self.options[one] for one in order),
                ties=(*ties, *more),
            )
        )
