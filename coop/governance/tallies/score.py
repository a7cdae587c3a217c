"""Score: each ballot gives every option points on a published scale; the highest sums are elected.

Also called range voting (W. D. Smith, "Range voting", 2000; C. Hillinger, "The case for utilitarian voting", 2005).
An option that a ballot leaves without points gets the least of the scale from it: silence supports nothing, and a
handful of enthusiasts cannot elect an option that nobody else knows. The mean shown is over all ballots for the same
reason. For several seats the note on block approval (`approval`) holds here too. Ties follow the published lot
(`lots`).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from coop.governance.tallies.lots import Lots, Tie
from coop.governance.tallies.order import by_figure
from coop.governance.tallies.profile import BadProfile
from coop.governance.tallies.ranked import named, seats_for


@dataclass(frozen=True)
class ScoreProfile:
    """Ballots as points by option (`None`: none given) on a scale from `least` to `most`, with their counts."""

    options: tuple[str, ...]
    least: int
    most: int
    ballots: tuple[tuple[tuple[int | None, ...], int], ...]

    @classmethod
    def of(
        cls, options: Iterable[str], ballots: Iterable[tuple[Sequence[int | None], int]], *, least: int, most: int
    ) -> "ScoreProfile":
        """From (points by option, how many ballots). Raises `BadProfile` on points off the scale."""
        names = named(options)
        if least >= most:
            raise BadProfile(f"{least} to {most} is no scale")
        counts: Counter[tuple[int | None, ...]] = Counter()
        for points, count in ballots:
            if count < 1 or len(points) != len(names):
                raise BadProfile("every ballot must answer for the same options")
            if any(one is not None and not least <= one <= most for one in points):
                raise BadProfile(f"points go from {least} to {most}")
            counts[tuple(points)] += count
        ordered = sorted(counts.items(), key=lambda item: tuple((one is not None, one or 0) for one in item[0]))
        return cls(names, least, most, tuple(ordered))

    @property
    def total(self) -> int:
        """How many ballots there are."""
        return sum(count for _, count in self.ballots)


@dataclass(frozen=True)
class ScoreOutcome:
    """`sums` by option, silence counted as the least; `given` is how many ballots scored the option at all."""

    options: tuple[str, ...]
    seats: int
    ballots: int
    least: int
    most: int
    sums: tuple[int, ...]
    means: tuple[Fraction, ...]
    given: tuple[int, ...]
    ranking: tuple[str, ...]
    elected: tuple[str, ...]
    ties: tuple[Tie, ...]


def score(profile: ScoreProfile, seats: int, lots: Lots) -> ScoreOutcome:
    """Count a profile. Raises `DoesNotFit` on more seats than options."""
    seats_for(seats, len(profile.options))
    total = profile.total
    sums, given = [0] * len(profile.options), [0] * len(profile.options)
    for points, count in profile.ballots:
        for place, one in enumerate(points):
            sums[place] += (profile.least if one is None else one) * count
            given[place] += count * (one is not None)
    ranking, ties = by_figure(profile.options, sums, lots)
    return ScoreOutcome(
        options=profile.options,
        seats=seats,
        ballots=total,
        least=profile.least,
        most=profile.most,
        sums=tuple(sums),
        means=tuple(Fraction(one, total or 1) for one in sums),
        given=tuple(given),
        ranking=ranking,
        elected=ranking[:seats],
        ties=ties,
    )
