"""Meek's method: several seats, by the single transferable vote as a computer can count it.

Source: B. L. Meek, "Une nouvelle approche du scrutin transferable", 1969; I. D. Hill, B. A. Wichmann and
D. R. Woodall, "Algorithm 123: Single transferable vote by Meek's method", The Computer Journal 30, 1987; every step
and rounding as in the Proportional Representation Foundation's reference rule for Meek (2009), which fixes the
arithmetic at nine decimal places. In our words:

1. Every candidate has a *keep factor*: 1 while in the running, 0 once excluded, and for the elected the part of each
   vote that they keep.
2. Each ballot goes down its preferences with a weight of 1: a candidate takes weight x keep factor, rounded up to nine
   places, and the rest goes on; what is left at the end is *excess*, the ballot's share in no seat.
3. The quota is (all votes that candidates hold) / (seats + 1), dropped to nine places, plus 0.000000001: it falls as
   ballots run out. Whoever has the quota is elected.
4. While nobody new is elected and what the elected hold above the quota (the surplus) is 0.000001 or more and still
   falls, each elected candidate's keep factor becomes keep factor x quota / votes, rounded up at each step, and all
   ballots are dealt again from step 2.
5. Else the candidate with the fewest votes is excluded, and all ballots are dealt again, as if they had never stood.
6. As many left as seats: they are elected. All seats filled: nobody else is.

At every deal  votes of all candidates + excess = ballots, exactly.

**Ties.** Candidates within the surplus of the lowest are level, since what is still to be passed on could move them; of
them the published lot (`lots`) excludes the unluckiest. The order in which some are elected by the same deal is by
votes, then by lot.

Votes, factors and quotas are integers of 10^-9. A ballot that ranks options equal is not counted (`DoesNotFit`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from coop.governance.tallies.lots import Lots, Tie
from coop.governance.tallies.ranked import RankedProfile, seats_for

ONE = 10**9
"""Parts in one vote: nine decimal places, exactly."""

SMALL = 10**3
"""A surplus below this, 0.000001 votes, is passed on no further."""


@dataclass(frozen=True)
class Deal:
    """All ballots dealt once: the keep factors and what came of them, by the outcome's options, in 10^-9."""

    keep: tuple[int, ...]
    votes: tuple[int, ...]
    excess: int
    quota: int
    surplus: int


@dataclass(frozen=True)
class Round:
    """Deals until somebody is elected or somebody must go; the last deal is how the round ended."""

    number: int
    deals: tuple[Deal, ...]
    elected: tuple[str, ...]
    excluded: str | None
    ties: tuple[Tie, ...]


@dataclass(frozen=True)
class MeekOutcome:
    """Who is elected, in that order, and every round. `unit` parts make one vote.

    `filled_last` are those elected because nobody else was left, by lot in no order of merit.
    """

    options: tuple[str, ...]
    seats: int
    ballots: int
    empty_ballots: int
    unit: int
    elected: tuple[str, ...]
    filled_last: tuple[str, ...]
    excluded: tuple[str, ...]
    rounds: tuple[Round, ...]


def meek(profile: RankedProfile, seats: int, lots: Lots) -> MeekOutcome:
    """Count a profile for so many seats. Raises `DoesNotFit` on equal ranks and on more seats than candidates."""
    return _Count(profile.options, profile.strict("Meek's method"), seats_for(seats, len(profile.options)), lots).run()


class _Count:
    def __init__(
        self, options: tuple[str, ...], orders: Mapping[tuple[int, ...], int], seats: int, lots: Lots
    ) -> None:
        self.options, self.seats, self.lots = options, seats, lots
        self.empty = orders.get((), 0)
        self.papers = _Papers(len(options), orders)
        self.keep = [ONE] * len(options)
        self.hopeful = set(range(len(options)))
        self.elected: list[int] = []
        self.excluded: list[int] = []
        self.rounds: list[Round] = []

    def run(self) -> MeekOutcome:
        """To the end."""
        while len(self.elected) < self.seats < len(self.elected) + len(self.hopeful):
            self._round()
        last = self.lots.order(self.options[one] for one in self.hopeful)
        last = last if len(self.elected) < self.seats else ()
        return MeekOutcome(
            options=self.options,
            seats=self.seats,
            ballots=self.papers.total,
            empty_ballots=self.empty,
            unit=ONE,
            elected=(*(self.options[one] for one in self.elected), *last),
            filled_last=last,
            excluded=tuple(self.options[one] for one in self.excluded),
            rounds=tuple(self.rounds),
        )

    def _round(self) -> None:
        deals: list[Deal] = []
        while True:
            deal = self._deal()
            deals.append(deal)
            reached = [one for one in self.hopeful if deal.votes[one] >= deal.quota]
            if reached:
                self._elect(deals, reached)
                return
            if deal.surplus < SMALL or (len(deals) > 1 and deal.surplus >= deals[-2].surplus):
                self._exclude(deals)
                return
            for one in self.elected:
                kept = _round_up(self.keep[one] * deal.quota, ONE)
                # Rounding up may overshoot by a last digit; nobody keeps more than all of a vote.
                self.keep[one] = min(ONE, _round_up(kept * ONE, deal.votes[one]))

    def _deal(self) -> Deal:
        votes, excess = self.papers.deal(self.keep)
        quota = sum(votes) // (self.seats + 1) + 1
        # Those just elected count too, so that the surplus is what is still to be passed on.
        elected = {*self.elected, *(one for one in self.hopeful if votes[one] >= quota)}
        surplus = sum(max(0, votes[one] - quota) for one in elected)
        return Deal(tuple(self.keep), tuple(votes), excess, quota, surplus)

    def _elect(self, deals: list[Deal], reached: list[int]) -> None:
        votes, ties = deals[-1].votes, list[Tie]()
        order: list[int] = []
        while reached:
            most = max(votes[one] for one in reached)
            name, tie = self.lots.first(self.options[one] for one in reached if votes[one] == most)
            ties += tie
            order.append(self.options.index(name))
            reached.remove(order[-1])
        for one in order:
            self.hopeful.remove(one)
            self.elected.append(one)
            self.papers.now_elected(one)
        names = tuple(self.options[one] for one in order)
        self.rounds.append(Round(len(self.rounds) + 1, tuple(deals), names, None, tuple(ties)))

    def _exclude(self, deals: list[Deal]) -> None:
        deal = deals[-1]
        lowest = min(deal.votes[one] for one in self.hopeful)
        level = [self.options[one] for one in self.hopeful if deal.votes[one] <= lowest + deal.surplus]
        name = self.lots.order(level)[-1]
        ties = (self.lots.record(level, name),) if len(level) > 1 else ()
        loser = self.options.index(name)
        self.hopeful.remove(loser)
        self.excluded.append(loser)
        self.keep[loser] = 0
        self.papers.now_excluded(loser)
        self.rounds.append(Round(len(self.rounds) + 1, tuple(deals), (), name, ties))


_Way = tuple[tuple[int, ...], int | None]
"""The elected a ballot passes, in its order, and the one in the running who takes the rest (`None`: excess)."""


class _Papers:
    """Ballots by the way their vote takes: all that differs between two deals is the keep factors along it.

    The vote of a ballot ends with its first preference in the running, who keeps all that arrives; so there are few
    ways, and only the ballots that end with somebody have to be looked at again when that one is elected or excluded.
    """

    def __init__(self, options: int, orders: Mapping[tuple[int, ...], int]) -> None:
        self.total = 0
        self.standing = ["hopeful"] * options
        self.ways: dict[_Way, int] = {}
        self.papers: dict[_Way, list[tuple[tuple[int, ...], int]]] = {}
        for order, count in orders.items():
            if order:
                self.total += count
                self._put(((), order[0]), order, count)

    def deal(self, keep: list[int]) -> tuple[list[int], int]:
        """(votes by option, excess): every ballot dealt, the part each takes rounded up."""
        votes, excess = [0] * len(keep), 0
        for (passed, end), count in self.ways.items():
            weight = ONE
            for one in passed:
                part = _round_up(weight * keep[one], ONE)
                votes[one] += part * count
                weight -= part
            if end is None:
                excess += weight * count
            else:
                votes[end] += weight * count
        return votes, excess

    def now_elected(self, option: int) -> None:
        """From now on the option passes part of its votes on."""
        self._again(option, "elected")

    def now_excluded(self, option: int) -> None:
        """From now on the option takes nothing."""
        self._again(option, "excluded")

    def _again(self, option: int, standing: str) -> None:
        self.standing[option] = standing
        elected = [one == "elected" for one in self.standing]
        hopeful = [one == "hopeful" for one in self.standing]
        for way in [way for way in self.ways if way[1] == option]:
            passed = way[0]
            del self.ways[way]
            for order, count in self.papers.pop(way):
                through, end = passed, None
                for one in order[order.index(option) :]:
                    if elected[one]:
                        through = (*through, one)
                    elif hopeful[one]:
                        end = one
                        break
                self._put((through, end), order, count)

    def _put(self, way: _Way, order: tuple[int, ...], count: int) -> None:
        self.ways[way] = self.ways.get(way, 0) + count
        self.papers.setdefault(way, []).append((order, count))


def _round_up(number: int, unit: int) -> int:
    return -(-number // unit)
