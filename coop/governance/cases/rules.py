"""A panel's arithmetic: measures by severity, the median of the votes, seats and who takes one that falls free."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a case is about."""

    COMPLAINT = "complaint"
    BOOKING = "booking"


class Measure(StrEnum):
    """What a panel can decide; `REFUND` about a booking, the rest about a member."""

    DISMISSED = "dismissed"
    WARNING = "warning"
    CONDITIONS = "conditions"
    SUSPENSION = "suspension"
    EXPULSION = "expulsion"
    REFUND = "refund"


RANKS: dict[Measure, int] = {
    Measure.DISMISSED: 0,
    Measure.REFUND: 1,
    Measure.WARNING: 1,
    Measure.CONDITIONS: 2,
    Measure.SUSPENSION: 3,
    Measure.EXPULSION: 4,
}
MEASURED = frozenset({Measure.SUSPENSION, Measure.REFUND})
"""Measures with an amount: days, or cents."""

CHOICES: dict[Kind, tuple[Measure, ...]] = {
    Kind.COMPLAINT: (Measure.DISMISSED, Measure.WARNING, Measure.CONDITIONS, Measure.SUSPENSION, Measure.EXPULSION),
    Kind.BOOKING: (Measure.DISMISSED, Measure.REFUND),
}


class LeftBy(StrEnum):
    """Why a member left a panel."""

    CONFLICT = "conflict"
    DECLINED = "declined"
    LATE = "late"


@dataclass(frozen=True)
class Verdict:
    """A measure, with its days or cents; raises ValueError for an amount where none belongs, or none where one does."""

    measure: Measure
    amount: int = 0

    def __post_init__(self) -> None:
        if (self.amount > 0) != (self.measure in MEASURED) or self.amount < 0:
            raise ValueError(f"{self.measure} of {self.amount}")

    @property
    def severity(self) -> tuple[int, int]:
        """What verdicts are ordered by: of two suspensions the longer is the more severe."""
        return RANKS[self.measure], self.amount


def decide(verdicts: Iterable[Verdict], *, size: int) -> Verdict:
    """The most severe verdict that a majority of the whole panel goes along with, or goes beyond: the median.

    Seats that nobody could take count as dismissed. Naming a more severe verdict than one means can only move the
    median away from what one means: nothing is won by exaggerating. Raises ValueError for an even panel or more votes
    than seats.
    """
    votes = sorted(verdicts, key=lambda verdict: verdict.severity)
    if size % 2 == 0 or not 0 <= len(votes) <= size:
        raise ValueError(f"{len(votes)} votes of a panel of {size}")
    votes = [Verdict(Measure.DISMISSED)] * (size - len(votes)) + votes
    return votes[size // 2]


@dataclass(frozen=True)
class Seat:
    """Who sits on the panel: their place in the draw, and since when."""

    position: int
    since: dt.datetime


def seats(*, pool: int, size: int, drawn_at: dt.datetime, left: Mapping[int, dt.datetime]) -> tuple[Seat, ...]:
    """Who sits now: the first drawn, and for each who left the next in the order of the draw, as long as it lasts.

    `left` maps a place in the draw to the moment it was given up; of two at once the earlier place goes first.
    """
    sitting = dict.fromkeys(range(min(size, pool)), drawn_at)
    following = size
    for position, moment in sorted(left.items(), key=lambda each: (each[1], each[0])):
        if position not in sitting:
            raise ValueError(f"place {position} of the draw had no seat to give up")
        del sitting[position]
        if following < pool:
            sitting[following] = moment
            following += 1
    return tuple(Seat(position, since) for position, since in sorted(sitting.items()))
