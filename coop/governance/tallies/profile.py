"""A profile of split ballots, kept as the count of equal values in each option's column."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Column = tuple[tuple[int, int], ...]
"""Ascending (points, how many ballots gave exactly these points) of one option."""


class BadProfile(ValueError):
    """Ballots that form no profile: none at all, of unequal length or sum, or not in whole points."""


@dataclass(frozen=True)
class SplitProfile:
    """n ballots, each splitting the same `whole` (100 for per cents) into points over the options.

    Only the columns are kept, because that is all the tallies here read, and all that is published: each
    option's points sorted on their own, since whole rows would fingerprint people.
    """

    whole: int
    ballots: int
    columns: tuple[Column, ...]

    @classmethod
    def of_ballots(cls, ballots: Iterable[Sequence[int]]) -> "SplitProfile":
        """From rows: a ballot each, an option a position, all of the same sum. Raises `BadProfile`."""
        rows = list(ballots)
        if not rows:
            raise BadProfile("there is no ballot to count")
        if len(set(map(len, rows))) != 1:
            raise BadProfile("every ballot must answer for the same options")
        columns = list(zip(*rows, strict=True))
        _refuse_all_but_whole_points(columns)
        sums = set(map(sum, rows))
        if len(sums) != 1 or 0 in sums:
            raise BadProfile(f"every ballot must split the same positive whole; found {sorted(sums)}")
        return cls(whole=sums.pop(), ballots=len(rows), columns=tuple(map(_counted, columns)))

    @classmethod
    def of_columns(cls, columns: Iterable[Sequence[int]], *, whole: int) -> "SplitProfile":
        """From the published form: for each option the points of all ballots, in any order.

        Single rows cannot be checked any more, but their total can: n ballots of `whole` points each.
        Raises `BadProfile`.
        """
        listed = [tuple(column) for column in columns]
        ballots = len(listed[0]) if listed else 0
        if ballots == 0:
            raise BadProfile("there is no ballot to count")
        if any(len(column) != ballots for column in listed):
            raise BadProfile("every option must have one figure from every ballot")
        _refuse_all_but_whole_points(listed)
        total = sum(map(sum, listed))
        if whole < 1 or total != ballots * whole:
            raise BadProfile(f"{ballots} ballots of {whole} points each, but {total} points in the columns")
        return cls(whole=whole, ballots=ballots, columns=tuple(map(_counted, listed)))


def _refuse_all_but_whole_points(columns: Sequence[Sequence[int]]) -> None:
    for column in columns:
        if set(map(type, column)) != {int} or min(column) < 0:
            raise BadProfile("points are whole numbers of zero or more")


def _counted(column: Sequence[int]) -> Column:
    return tuple(sorted(Counter(column).items()))
