"""A vote's frozen terms as plain values: what a count needs, and all it may depend on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from coop.governance.tallies.thresholds import Quorum, Threshold, threshold_named

YES_NO = "yes-no"
CONSENT = "consent"
APPROVAL = "approval"
SCORE = "score"
SCHULZE = "schulze"
SCOTTISH_STV = "scottish-stv"
INDEPENDENT_MARKETS = "independent-markets"
EQUAL_SHARES = "equal-shares"

AS_IT_IS = "0"
"""The option of leaving things as they are: the last on every ballot that chooses among options."""
ABSTAIN = "abstain"

BELENIOS = "belenios"
"""What `terms` say under "held" of a vote that is held in Belenios; under "answers" its answers' words, under
"import_days" the days after the close in which its result can be brought in."""


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
    delegation_cap: int = 0
    """How many members one delegate carries at most; 0: everyone votes for themselves."""

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

    @property
    def is_elsewhere(self) -> bool:
        """Whether members vote in Belenios, and nothing is cast here."""
        return self.terms.get("held") == BELENIOS

    @property
    def has_options(self) -> bool:
        """Whether members choose among options, candidates or projects."""
        return self.method in (APPROVAL, SCORE, SCHULZE, SCOTTISH_STV, EQUAL_SHARES)

    @property
    def approves(self) -> bool:
        """Whether a ballot ticks options."""
        return self.method in (APPROVAL, EQUAL_SHARES)

    @property
    def is_round(self) -> bool:
        """Whether the options are projects that are funded."""
        return self.method == EQUAL_SHARES

    @property
    def costs(self) -> tuple[int, ...]:
        """What each project costs in cents, in the order of the ballot."""
        return tuple(int(self.terms["costs"][key]) for key in self.options)

    @property
    def is_ranked(self) -> bool:
        """Whether a ballot puts options in order."""
        return self.method in (SCHULZE, SCOTTISH_STV)

    @property
    def may_tie(self) -> bool:
        """Whether a ballot may rank options equal: Scottish STV passes it from one option to the next and cannot."""
        return self.method == SCHULZE

    @property
    def scale(self) -> tuple[int, int]:
        """The least and the most points of a score."""
        return int(self.terms["least"]), int(self.terms["most"])

    @property
    def seats(self) -> int:
        """How many are chosen: the seats of an election, else the one option that is adopted."""
        return int(self.terms.get("seats", 1))

    @property
    def is_election(self) -> bool:
        """Whether the options are people who stand for an office."""
        return "seats" in self.terms
