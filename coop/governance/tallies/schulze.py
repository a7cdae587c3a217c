"""Schulze's method, for one post: the option whose strongest path to each other is no weaker than the path back.

Source: M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner
election method", Social Choice and Welfare 36, 2011; the strength of a comparison by *winning votes* (section 2.1).

1. d[A][B]: ballots that rank A above B; unranked is equal last (`pairwise`).
2. A link from A to B exists when A beats B. Of two links the stronger has more votes for its winner, and among equals
   fewer votes against.
3. A path is a chain of links, as strong as its weakest; p[A][B] is the strength of the strongest path from A to B.
4. A ranks above B when p[A][B] is stronger than p[B][A]. Schulze proves that this is never a circle. Who is below
   nobody is a winner; more than one are tied.

**Ties** follow the published lot (`lots`): of the tied winners the luckiest wins. The ranking is made the same way:
from those left that are below nobody left, the luckiest goes next.

A beaten or level comparison is no link, and "no path" is weaker than any: the paper also orders comparisons that are
lost or level, but those never decide which of p[A][B] and p[B][A] is stronger.
"""

import itertools
from dataclasses import dataclass

from coop.governance.tallies.lots import Lots, Tie
from coop.governance.tallies.pairwise import Matrix, comparisons
from coop.governance.tallies.ranked import RankedProfile


@dataclass(frozen=True)
class StrongestPath:
    """The strongest path from the first to the last of `through`; its weakest link had so many for and against."""

    through: tuple[str, ...]
    votes_for: int
    votes_against: int


@dataclass(frozen=True)
class SchulzeOutcome:
    """`winner` is the first of `ranking`; `winners` are all that tie for it. `paths` are those that exist.

    `ties` are those that the lot broke on the way down the ranking. `matrix[a][b]` as in `pairwise`.
    """

    options: tuple[str, ...]
    ballots: int
    matrix: Matrix
    paths: tuple[StrongestPath, ...]
    winners: tuple[str, ...]
    winner: str
    ranking: tuple[str, ...]
    ties: tuple[Tie, ...]


def schulze(profile: RankedProfile, lots: Lots) -> SchulzeOutcome:
    """The outcome of a profile. Time: that of the comparisons and the cube of the options."""
    names, places = profile.options, range(len(profile.options))
    matrix = comparisons(profile)
    strength, before = _strongest(matrix, profile.total)
    above = [{b for b in places if strength[a][b] > strength[b][a]} for a in places]
    left = set(places)
    ranking: list[str] = []
    ties: list[Tie] = []
    winners: tuple[str, ...] = ()
    while left:
        level = [names[b] for b in sorted(left) if not any(b in above[a] for a in left)]
        winners = winners or tuple(level)
        chosen, tie = lots.first(level)
        ties += tie
        ranking.append(chosen)
        left.remove(names.index(chosen))
    return SchulzeOutcome(
        options=names,
        ballots=profile.total,
        matrix=matrix,
        paths=tuple(
            _path(a, b, matrix, before, names) for a in places for b in places if a != b and strength[a][b]
        ),
        winners=winners,
        winner=ranking[0],
        ranking=tuple(ranking),
        ties=tuple(ties),
    )


def _strongest(matrix: Matrix, ballots: int) -> tuple[list[list[int]], list[list[int]]]:
    """Strengths of the strongest paths, 0 for none, and for each (a, b) the option before b on that path.

    A link of f votes for and g against is the integer f (n + 1) + n - g: more for first, then fewer against.
    """
    places = range(len(matrix))
    strength = [
        [matrix[a][b] * (ballots + 1) + ballots - matrix[b][a] if matrix[a][b] > matrix[b][a] else 0 for b in places]
        for a in places
    ]
    before = [[a] * len(matrix) for a in places]
    for middle in places:
        onward = strength[middle]
        for a in places:
            reach, row, last = strength[a][middle], strength[a], before[a]
            if a == middle or not reach:
                continue
            for b in places:
                through = reach if reach < onward[b] else onward[b]
                if through > row[b] and b != a:
                    row[b] = through
                    last[b] = before[middle][b]
    return strength, before


def _path(a: int, b: int, matrix: Matrix, before: list[list[int]], names: tuple[str, ...]) -> StrongestPath:
    steps = [b]
    while steps[-1] != a:
        steps.append(before[a][steps[-1]])
    steps.reverse()
    votes_for, against = min(
        ((matrix[x][y], matrix[y][x]) for x, y in itertools.pairwise(steps)),
        key=lambda link: (link[0], -link[1]),
    )
    return StrongestPath(tuple(names[step] for step in steps), votes_for, against)
