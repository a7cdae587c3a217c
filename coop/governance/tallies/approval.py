"""Approval: each ballot approves as many options as it likes; those approved most often are elected.

Source: S. J. Brams and P. C. Fishburn, "Approval voting", American Political Science Review 72, 1978. Every approval
counts one, a ballot's approvals are not divided. For several seats this is block approval: a majority can take them
all, so for a board choose Scottish STV or Meek. Ties follow the published lot (`lots`).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from coop.governance.tallies.lots import Lots, Tie
from coop.governance.tallies.order import by_figure
from coop.governance.tallies.profile import BadProfile
from coop.governance.tallies.ranked import named, seats_for


@dataclass(frozen=True)
class ApprovalProfile:
    """Ballots as the ascending positions of the options they approve, each different one once, with its count."""

    options: tuple[str, ...]
    ballots: tuple[tuple[tuple[int, ...], int], ...]

    @classmethod
    def of(cls, options: Iterable[str], ballots: Iterable[tuple[Iterable[int], int]]) -> "ApprovalProfile":
        """From (approved positions, how many ballots). Raises `BadProfile` on unknown or repeated options."""
        names = named(options)
        counts: Counter[tuple[int, ...]] = Counter()
        for approved, count in ballots:
            places = tuple(sorted(approved))
            stand = not places or 0 <= places[0] <= places[-1] < len(names)
            if count < 1 or len(set(places)) != len(places) or not stand:
                raise BadProfile("a ballot approves options that stand, each once")
            counts[places] += count
        return cls(names, tuple(sorted(counts.items())))

    @property
    def total(self) -> int:
        """How many ballots there are, empty ones included."""
        return sum(count for _, count in self.ballots)


@dataclass(frozen=True)
class ApprovalOutcome:
    """`approvals` by option; `ranking` from most to least; the first `seats` of it are elected."""

    options: tuple[str, ...]
    seats: int
    ballots: int
    approvals: tuple[int, ...]
    ranking: tuple[str, ...]
    elected: tuple[str, ...]
    ties: tuple[Tie, ...]


def approval(profile: ApprovalProfile, seats: int, lots: Lots) -> ApprovalOutcome:
    """Count a profile. Raises `DoesNotFit` on more seats than options."""
    seats_for(seats, len(profile.options))
    approvals = [0] * len(profile.options)
    for places, count in profile.ballots:
        for place in places:
            approvals[place] += count
    ranking, ties = by_figure(profile.options, approvals, lots)
    return ApprovalOutcome(
        profile.options, seats, profile.total, tuple(approvals), ranking, ranking[:seats], ties
    )
