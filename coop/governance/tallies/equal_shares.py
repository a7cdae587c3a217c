"""The Method of Equal Shares: projects, paid from equal shares of the budget by those who want them.

Source: D. Peters and P. Skowron, "Proportionality and the limits of welfarism", EC 2020; D. Peters, G. Pierczynski and
P. Skowron, "Proportional participatory budgeting with additive utilities", NeurIPS 2021; completion "Add1" as cities
have used it (equalshares.net; Wieliczka 2023). With *cost utilities*: a voter gets from a project they want what it
costs, from another nothing. In our words:

1. Every voter gets an equal share of the budget, the endowment.
2. A project is affordable when its supporters together still have its cost. They share it as evenly as they can: each
   pays q, those with less pay all they have, and q is such that it sums to the cost.
3. The project with the lowest q / cost is funded, that is, the one that takes least from each payer for a unit of what
   they get. Again from 2, until none is affordable.
4. **Add1.** That seldom spends everything. The endowment is raised by one unit of the currency for every voter, and all
   is done again from 1. The last outcome before the first that costs more than the budget stands
   (`Stop.OVERSPEND`); or, by rule, the first that leaves no room for any wanted project (`Stop.EXHAUSTIVE`), if that
   comes sooner. The stop changes results, so it is part of a decision's terms.
5. **Greedy.** What is left then goes by votes to what still fits (`greedy`).

**Ties** in q / cost follow the published lot (`lots`).

A ballot with points counts as wanting what it gives points to. Fractions are exact: what is left to voters is kept as
integers over one common denominator. Voters with the same ballot are one group, as they always pay the same.
"""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import gcd

from coop.governance.tallies.greedy import GreedyOutcome, greedy
from coop.governance.tallies.lots import Lots, Tie
from coop.governance.tallies.projects import ProjectsProfile
from coop.governance.tallies.refusals import DoesNotFit

MOST_INCREMENTS = 10_000


class Stop(StrEnum):
    """When Add1 ends."""

    OVERSPEND = "overspend"
    EXHAUSTIVE = "exhaustive"


@dataclass(frozen=True)
class Purchase:
    """A project as it was bought: `share` is q, paid in full by `in_full` voters; `with_less` paid all they had.

    `rate` is q / cost; the lowest is bought first.
    """

    option: str
    cost: int
    share: Fraction
    rate: Fraction
    in_full: int
    with_less: int
    ties: tuple[Tie, ...]


@dataclass(frozen=True)
class Increment:
    """The outcome at one endowment: what would be funded, in that order, and its cost, perhaps above the budget."""

    number: int
    endowment: Fraction
    funded: tuple[str, ...]
    cost: int


@dataclass(frozen=True)
class EqualSharesOutcome:
    """What is funded. `increments` are all that were tried; `purchases` are those of number `kept`.

    Money is in the profile's least units. `completion` is what greedy added; `funded` has both.
    """

    options: tuple[str, ...]
    costs: tuple[int, ...]
    budget: int
    places: int
    voters: int
    votes: tuple[int, ...]
    stop: Stop
    increments: tuple[Increment, ...]
    kept: int
    purchases: tuple[Purchase, ...]
    completion: GreedyOutcome
    funded: tuple[str, ...]
    spent: int


def equal_shares(
    profile: ProjectsProfile, lots: Lots, *, stop: Stop = Stop.OVERSPEND, step: int = 1
) -> EqualSharesOutcome:
    """Fund projects; `step` is by how many units of the currency Add1 raises each endowment.

    Raises `DoesNotFit` when nobody voted, and when more than 10,000 increments would be needed.
    """
    voters = profile.voters
    if not voters:
        raise DoesNotFit("nobody voted, so nobody has a share")
    if step < 1:
        raise ValueError(f"an endowment cannot be raised by {step}")
    shares = _Shares(profile, lots)
    unit = step * 10**profile.places
    increments: list[Increment] = []
    kept, purchases = 0, tuple[Purchase, ...]()
    while True:
        endowment = Fraction(profile.budget, voters) + len(increments) * unit
        bought = shares.buy(endowment)
        funded = tuple(purchase.option for purchase in bought)
        cost = sum(purchase.cost for purchase in bought)
        increments.append(Increment(len(increments), endowment, funded, cost))
        if cost > profile.budget:
            break
        kept, purchases = increments[-1].number, bought
        left = profile.budget - cost
        waiting = [profile.costs[p] for p in shares.wanted if profile.options[p] not in funded]
        if not waiting or (stop is Stop.EXHAUSTIVE and min(waiting) > left):
            break
        if len(increments) > MOST_INCREMENTS:
            raise DoesNotFit(f"{MOST_INCREMENTS} increments of {step} spend too little: raise the step")
    chosen = tuple(purchase.option for purchase in purchases)
    completion = greedy(profile, lots, already=chosen)
    return EqualSharesOutcome(
        options=profile.options,
        costs=profile.costs,
        budget=profile.budget,
        places=profile.places,
        voters=voters,
        votes=tuple(profile.approvals()),
        stop=stop,
        increments=tuple(increments),
        kept=kept,
        purchases=purchases,
        completion=completion,
        funded=chosen + completion.funded,
        spent=increments[kept].cost + completion.spent,
    )


@dataclass(frozen=True)
class _Backing:
    """The groups that want a project: those of a single voter, and the others, with how many voters there are."""

    single: tuple[int, ...]
    several: tuple[tuple[int, int], ...]


class _Shares:
    """The groups of voters, and purchases from a given endowment."""

    def __init__(self, profile: ProjectsProfile, lots: Lots) -> None:
        self.profile, self.lots = profile, lots
        self.groups = len(profile.ballots)
        single: list[list[int]] = [[] for _ in profile.options]
        several: list[list[tuple[int, int]]] = [[] for _ in profile.options]
        for group, (ballot, count) in enumerate(profile.ballots):
            for project, _ in ballot:
                if count == 1:
                    single[project].append(group)
                else:
                    several[project].append((group, count))
        self.backing = [_Backing(tuple(a), tuple(b)) for a, b in zip(single, several, strict=True)]
        self.votes = profile.approvals()
        self.wanted = [project for project, votes in enumerate(self.votes) if votes]

    def buy(self, endowment: Fraction) -> tuple[Purchase, ...]:
        """Every purchase that this endowment, in least units, allows, in order."""
        purse = _Purse(endowment, self.groups)
        # Purses only empty, so a rate never falls: one found earlier bounds the rate now from below.
        costs, options = self.profile.costs, self.profile.options
        bounds = {
            p: Fraction(1, self.votes[p]) for p in self.wanted if self.votes[p] * endowment >= costs[p]
        }
        purchases: list[Purchase] = []
        while bounds:
            best: Fraction | None = None
            offers: dict[int, _Offer] = {}
            for project in sorted(bounds, key=bounds.__getitem__):
                if best is not None and bounds[project] > best:
                    break
                offer = purse.offer(self.backing[project], costs[project])
                if offer is None:
                    del bounds[project]
                    continue
                bounds[project] = offer.rate
                if best is None or offer.rate < best:
                    best, offers = offer.rate, {project: offer}
                elif offer.rate == best:
                    offers[project] = offer
            if best is None:
                break
            name, ties = self.lots.first(options[p] for p in offers)
            project = options.index(name)
            offer = offers[project]
            purse.pay(self.backing[project], offer)
            del bounds[project]
            purchases.append(
                Purchase(
                    option=name,
                    cost=costs[project],
                    share=offer.share,
                    rate=offer.rate,
                    in_full=offer.in_full,
                    with_less=offer.with_less,
                    ties=ties,
                )
            )
        return tuple(purchases)


@dataclass(frozen=True)
class _Offer:
    """A way to pay a project: q is over / under, in parts of the purse's denominator at this moment."""

    over: int
    under: int
    share: Fraction
    rate: Fraction
    in_full: int
    with_less: int


class _Purse:
    """What every voter still has: integers over a denominator that grows with each purchase.

    Voters who have paid for the same projects have the same left; each such class has one integer, over the denominator
    of its last purchase (`era`). Classes with nothing left are class 0.
    """

    def __init__(self, endowment: Fraction, groups: int) -> None:
        self.denominators = [endowment.denominator]
        self.has = [0, endowment.numerator]
        self.era = [0, 0]
        self.class_of = [1] * groups

    def offer(self, backing: _Backing, cost: int) -> _Offer | None:
        """The share at which the supporters can pay the cost, or `None` when they have less together."""
        now = self.denominators[-1]
        up = [now // one for one in self.denominators]
        has, era, class_of = self.has, self.era, self.class_of
        counts = Counter(map(class_of.__getitem__, backing.single))
        for group, count in backing.several:
            counts[class_of[group]] += count
        del counts[0]
        pool = [(has[one] * up[era[one]], count) for one, count in counts.items()]
        left = cost * now
        if sum([money * count for money, count in pool]) < left:
            return None
        everyone = payers = counts.total()
        while True:
            # Who has less than an even part of what is left pays all they have, which raises the part of the rest.
            poor = [one for one in pool if one[0] * payers < left]
            if not poor:
                break
            pool = [one for one in pool if one[0] * payers >= left]
            left -= sum([money * count for money, count in poor])
            payers -= sum([count for _, count in poor])
        share = Fraction(left, payers * now)
        return _Offer(left, payers, share, share / cost, payers, everyone - payers)

    def pay(self, backing: _Backing, offer: _Offer) -> None:
        """Take the shares from the supporters."""
        now = self.denominators[-1]
        up = [now // one for one in self.denominators]
        common = gcd(offer.over, offer.under)
        finer, share = offer.under // common, offer.over // common
        self.denominators.append(now * finer)
        class_of, after = self.class_of, {}
        groups = (*backing.single, *(group for group, _ in backing.several))
        for old in set(map(class_of.__getitem__, groups)):
            left = self.has[old] * up[self.era[old]] * finer - share
            after[old] = self._new_class(left) if left > 0 else 0
        for group in groups:
            class_of[group] = after[class_of[group]]

    def _new_class(self, left: int) -> int:
        self.has.append(left)
        self.era.append(len(self.denominators) - 1)
        return len(self.has) - 1
