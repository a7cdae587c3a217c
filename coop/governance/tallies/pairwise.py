"""Pairwise comparison: every option against every other, as Condorcet wrote them down.

Source: M. de Condorcet, "Essai sur l'application de l'analyse a la probabilite des decisions rendues a la pluralite
des voix", 1785. d[A][B] is the number of ballots that rank A above B; an option that a ballot leaves unranked counts
as equal last on it, below all it ranks and level with the other unranked. A beats B when d[A][B] > d[B][A].

The **Condorcet winner** beats every other option; there may be none. The **Condorcet loser** is beaten by every
other. The **Smith set** (J. H. Smith, Econometrica 41, 1973) is the smallest set whose members all beat everyone
outside it: the Condorcet winner alone, if there is one.

This report elects nobody; Schulze's method elects from the Smith set.
"""

from dataclasses import dataclass

from coop.governance.tallies.ranked import RankedProfile

Matrix = tuple[tuple[int, ...], ...]
"""`matrix[a][b]`: ballots that rank option a above option b, by the options' positions; 0 on the diagonal."""


@dataclass(frozen=True)
class PairwiseReport:
    """Every comparison and what follows. `wins[a]` and `losses[a]` count the others that a beats, or is beaten by."""

    options: tuple[str, ...]
    ballots: int
    matrix: Matrix
    wins: tuple[int, ...]
    losses: tuple[int, ...]
    winner: str | None
    loser: str | None
    smith: tuple[str, ...]


def pairwise(profile: RankedProfile) -> PairwiseReport:
    """The report of a profile."""
    matrix = comparisons(profile)
    places = range(len(profile.options))
    wins = tuple(sum(matrix[a][b] > matrix[b][a] for b in places) for a in places)
    losses = tuple(sum(matrix[a][b] < matrix[b][a] for b in places) for a in places)
    others = len(places) - 1
    return PairwiseReport(
        options=profile.options,
        ballots=profile.total,
        matrix=matrix,
        wins=wins,
        losses=losses,
        winner=next((profile.options[a] for a in places if wins[a] == others), None),
        loser=next((profile.options[a] for a in places if losses[a] == others and others), None),
        smith=tuple(profile.options[a] for a in _smith(matrix)),
    )


def comparisons(profile: RankedProfile) -> Matrix:
    """The matrix of a profile.

    One integer holds a whole row, a lane of bits for each option, wide enough for all ballots: so a ballot adds to a
    row once for each option it ranks, not once for each pair.
    """
    width = profile.total.bit_length()
    lanes = [1 << (width * place) for place in range(len(profile.options))]
    everyone = sum(lanes)
    rows = [0] * len(lanes)
    for ranking, count in profile.ballots:
        if count == 1 and len(ranking) == sum(map(len, ranking)):
            # The usual ballot, alone and without equals: nothing to multiply, one option a rank.
            below = everyone
            for (option,) in ranking:
                below -= lanes[option]
                rows[option] += below
            continue
        below = everyone * count
        for tier in ranking:
            for option in tier:
                below -= lanes[option] * count
            for option in tier:
                rows[option] += below
    mask = (1 << width) - 1
    return tuple(tuple(row >> (width * place) & mask for place in range(len(lanes))) for row in rows)


def _smith(matrix: Matrix) -> list[int]:
    """The Smith set: grown from an option with the most wins by all who are not beaten by a member."""
    places = range(len(matrix))
    best = max(places, key=lambda a: sum(matrix[a][b] > matrix[b][a] for b in places))
    inside, new = {best}, [best]
    while new:
        member = new.pop()
        for other in places:
            if other not in inside and matrix[member][other] <= matrix[other][member]:
                inside.add(other)
                new.append(other)
    return sorted(inside)
