"""The published order of results: score = sum of weight x signal, highest first.

The weights are rules set by vote (``ranking.*``); the signals, each from 0 to 1, are in
`coop.market.ranking.signals`. Everything is whole numbers, so every machine and both databases put the same
listings in the same order, and each result can say why it is where it is with numbers that add up. There is
no paid placement: no signal knows of money.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from fractions import Fraction
from functools import cached_property
from math import lcm
from operator import attrgetter

from coop.ledger.arithmetic import exact
from coop.market.ranking.signals import ONE


@dataclass(frozen=True)
class Signals:
    """What is known of one listing, each in whole millionths from 0 to 1,000,000, else ``ValueError``."""

    relevance: int = 0
    distance: int = 0
    availability: int = 0
    completed: int = 0
    reviews: int = 0
    newcomer: int = 0
    rotation: int = 0

    def __post_init__(self) -> None:
        for name in NAMES:
            if not 0 <= getattr(self, name) <= ONE:
                raise ValueError(f"a signal lies from 0 to {ONE} millionths, not {name} at {getattr(self, name)}")


# The order in which the parts of a score are shown; also the last part of the rules' names.
NAMES = tuple(field.name for field in fields(Signals))

_in_order = attrgetter(*NAMES)


@dataclass(frozen=True)
class Weights:
    """How much each signal counts: exact, not negative, else ``ValueError``; floats raise ``TypeError``."""

    relevance: Fraction = Fraction(0)
    distance: Fraction = Fraction(0)
    availability: Fraction = Fraction(0)
    completed: Fraction = Fraction(0)
    reviews: Fraction = Fraction(0)
    newcomer: Fraction = Fraction(0)
    rotation: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        for name in NAMES:
            weight = exact(getattr(self, name))
            if weight < 0:
                raise ValueError(f"the weight of {name} cannot be negative: {weight}")
            object.__setattr__(self, name, weight)

    @cached_property
    def denominator(self) -> int:
        """The least number that makes every weight whole."""
        return lcm(*(getattr(self, name).denominator for name in NAMES))

    @cached_property
    def whole(self) -> tuple[int, ...]:
        """The weights times `denominator`, in the order of `NAMES`: what a query can multiply with."""
        return tuple(int(getattr(self, name) * self.denominator) for name in NAMES)


@dataclass(frozen=True)
class Part:
    """One line of "why is this here?": weight x signal, in points."""

    name: str
    weight: Fraction
    signal: int
    points: int


@dataclass(frozen=True)
class Score:
    """A listing's parts; a score of 1 is ``points_per_one`` points, for all under the same weights."""

    parts: tuple[Part, ...]
    points_per_one: int

    @property
    def points(self) -> int:
        """The sum of the parts' points: what results are ordered by."""
        return sum(part.points for part in self.parts)

    @property
    def value(self) -> Fraction:
        """The score itself, exact: the sum of weight x signal."""
        return Fraction(self.points, self.points_per_one)

    def __iter__(self) -> Iterator[tuple[str, Fraction]]:
        """(name, weight x signal) in the order of `NAMES`; they sum to `value`."""
        for part in self.parts:
            yield part.name, Fraction(part.points, self.points_per_one)


def score(weights: Weights, signals: Signals) -> Score:
    """The score of a listing with its parts."""
    parts = tuple(
        Part(name, getattr(weights, name), signal, whole * signal)
        for name, whole, signal in zip(NAMES, weights.whole, _in_order(signals), strict=True)
    )
    return Score(parts, weights.denominator * ONE)


def points(weights: Weights, signals: Signals) -> int:
    """The points of `score` without its parts, for ordering many."""
    return sum(whole * signal for whole, signal in zip(weights.whole, _in_order(signals), strict=True))


def order_key(points_scored: int, reference: str) -> tuple[int, str]:
    """Sorts results: more points first, equal ones by reference, so that no page repeats or skips one."""
    return -points_scored, reference
