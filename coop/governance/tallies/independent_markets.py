"""Independent Markets: the outcome of a vote that splits one amount, without a gain from exaggerating.

Source: R. Freeman, D. M. Pennock, D. Peters, J. Wortman Vaughan, "Truthful aggregation of budget
proposals", EC 2019 (Journal of Economic Theory 193, 2021). n ballots v_1..v_n, each splitting 1 over the
options; n+1 phantom voters f_k(t) = min(t (n-k), 1), k = 0..n; for each option j

    x_j(t) = median(v_1j .. v_nj, f_0(t) .. f_n(t)),   and t* such that the x_j(t*) sum to 1.

**Without medians.** The median of the 2n+1 numbers is at least x (0 < x <= 1) when n+1 of them are: g_j(x)
ballots gave j at least x, and n+1 - ceil(x/t) phantoms are at least x. So the condition is t g_j(x) >= x,
and

    x_j(t) = the largest min(v, t g_j(v)) over the points v given to j

(a market where g_j(v) buyers pay up to v), which is how one recounts by hand from the published columns,
and what `price` computes.

**t* may be an interval; the outcome is one.** Every x_j is continuous and never falls as t grows, from 0 at
t = 0 to the highest v of j at t = 1, and those sum to 1 or more: so some t* exists. Where two t* both give
the sum 1, no x_j can have risen between them, as none can have fallen: all the x_j agree. The least t* is
stated.

**What it does not promise.** No use gets more than its keenest voter gave it, but one can get less than
every voter gave it: (90, 10, 0) and (90, 0, 10) come to (80, 10, 10), where the mean is (90, 5, 5).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from coop.governance.tallies.mean import mean
from coop.governance.tallies.profile import Column, SplitProfile


@dataclass(frozen=True)
class MarketsOutcome:
    """`shares` of 1 in the order of the options, of sum exactly 1; `level` is the least t*, 0 < t* <= 1."""

    shares: tuple[Fraction, ...]
    level: Fraction


def independent_markets(profile: SplitProfile) -> MarketsOutcome:
    """The outcome of a profile, exactly.

    It depends on how many ballots gave what, not on their order, and treats all options alike. Time: that
    of sorting two breakpoints for each distinct value of an option.
    """
    level = _level(profile)
    shares = tuple(price(column, level) / profile.whole for column in profile.columns)
    return MarketsOutcome(shares=shares, level=level / profile.whole)


@dataclass(frozen=True)
class Buyers:
    """At a value of an option's column: how many gave it at least these points, and what that lifts its share to.

    `share` is min(points / whole, t* x buyers): the option's share is the largest of these.
    """

    points: int
    buyers: int
    share: Fraction


@dataclass(frozen=True)
class MarketsWorking:
    """The outcome with all that a recount by hand needs; see the head of this file for the two ways to do it.

    `buyers` has a row for each different value of each option, from the highest. `phantoms` are f_0(t*) .. f_n(t*).
    `mean` is what adding up would give, for comparison.
    """

    outcome: MarketsOutcome
    ballots: int
    whole: int
    buyers: tuple[tuple[Buyers, ...], ...]
    phantoms: tuple[Fraction, ...]
    mean: tuple[Fraction, ...]


def working(profile: SplitProfile) -> MarketsWorking:
    """The outcome of a profile with its working."""
    outcome = independent_markets(profile)
    level, n = outcome.level, profile.ballots
    columns = []
    for column in profile.columns:
        buyers, rows = 0, []
        for points, count in reversed(column):
            buyers += count
            rows.append(Buyers(points, buyers, min(Fraction(points, profile.whole), level * buyers)))
        columns.append(tuple(rows))
    full = n + 1 - min(n + 1, ceil(1 / level))  # phantoms f_0 .. that have reached 1
    return MarketsWorking(
        outcome=outcome,
        ballots=n,
        whole=profile.whole,
        buyers=tuple(columns),
        phantoms=(Fraction(1),) * full + tuple(level * (n - k) for k in range(full, n + 1)),
        mean=mean(profile),
    )


def price(column: Column, level: Fraction) -> Fraction:
    """x_j at a level t, both in points: the largest min(v, t g(v)) over the values v of the column."""
    top, bottom = level.numerator, level.denominator
    best, buyers = 0, 0
    for points, count in reversed(column):
        buyers += count
        best = max(best, min(points * bottom, buyers * top))
    return Fraction(best, bottom)


def _level(profile: SplitProfile) -> Fraction:
    """The least t, in points, at which the prices sum to the whole.

    Their sum is piecewise linear in t, `fixed + slope * t` with integers, so it is followed from breakpoint
    to breakpoint and solved on the piece that reaches the whole. No bisection, nothing approximate.
    """
    # Breakpoints a/b and c/d with b, d <= n differ by at least 1/n^2 or not at all: this key is exact.
    scale = profile.ballots**2
    turns = iter(
        sorted(
            (turn for column in profile.columns for turn in _turns(column)),
            key=lambda turn: turn[0] * scale // turn[1],
        )
    )
    fixed = slope = 0
    points, buyers, fixed_change, slope_change = next(turns)
    # At the last turn every price is at its highest, and those sum to the whole or more: the loop ends.
    while fixed * buyers + slope * points < profile.whole * buyers:
        fixed += fixed_change
        slope += slope_change
        points, buyers, fixed_change, slope_change = next(turns)
    # The whole is first reached on a rising piece, since a flat one ends no higher than it began: slope > 0.
    return Fraction(profile.whole - fixed, slope)


def _turns(column: Column) -> Iterator[tuple[int, int, int, int]]:
    """Where an option's price starts and stops rising: (points, buyers, fixed change, slope change).

    The turn is at t = points / buyers. With g buyers at value v, and u the next lower value, the price is
    t g from t = u/g until it meets v at t = v/g, and then rests at v until fewer buyers can lift it.
    """
    buyers = sum(count for _, count in column)
    reached = 0
    for points, count in column:
        if points > reached:
            yield reached, buyers, -reached, buyers
            yield points, buyers, points, -buyers
        reached = points
        buyers -= count
