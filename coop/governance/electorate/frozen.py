"""A vote's frozen terms as plain values: what a count needs, and all it may depend on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from coop.governance.tallies.thresholds import Quorum, Threshold, threshold_named

YES_NO = "yes-no"
INDEPENDENT_MARKETS = "independent-markets"


@dataclass(frozen=True)
class FrozenVote:
    """One vote: its reference, method, options in ballot order, size of the roll, and what it needs."""

    reference: str
    method: str
    options: tuple[str, ...]
    roll: int
    quorum: Fraction
    threshold_name: str = ""
    terms: Mapping[str, Any] = field(default_factory=dict)

    @property
    def needs_ballots(self) -> Quorum:
        """The quorum."""
        return Quorum(self.quorum)

    @property
    def threshold(self) -> Threshold:
        """What a yes / no vote needs to pass; raises ValueError for a split."""
        return threshold_named(self.threshold_name)

    @property
    def is_split(self) -> bool:
        """Whether members split 100 per cent instead of saying yes or no."""
        return self.method == INDEPENDENT_MARKETS
