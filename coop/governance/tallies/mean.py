"""The mean of split ballots: shown beside the outcome, never the outcome.

Whoever sees the mean fall short of their wish gains by exaggerating; Independent Markets ends that gain.
"""

from fractions import Fraction

from coop.governance.tallies.profile import SplitProfile


def mean(profile: SplitProfile) -> tuple[Fraction, ...]:
    """Each option's average share of the whole, in the order of the options; the shares sum to exactly 1."""
    everything = profile.whole * profile.ballots
    return tuple(
        Fraction(sum(points * count for points, count in column), everything) for column in profile.columns
    )
