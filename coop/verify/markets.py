"""Independent Markets, straight from its definition (Freeman, Pennock, Peters, Wortman Vaughan, EC 2019).

With n ballots and the n+1 phantoms min(t(n-k), 1), k = 0..n, each option's share is the median of its n
values and the phantoms, at the t at which the shares sum to 1. Medians of sorted lists by halving; t on the
one line between two neighbouring points at which a phantom meets a value.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

ONE = Fraction(1)


def median(values: Sequence[Fraction], t: Fraction) -> Fraction:
    """The middle one of n ascending values and the n+1 phantoms at t."""
    n = len(values)

    def phantom(i: int) -> Fraction:
        return min(t * i, ONE)

    # Of the 2n+1 numbers, n are below the median: i of the values and n-i phantoms, for the least fitting i.
    low, high = 0, n
    while low < high:
        i = (low + high) // 2
        if values[i] < phantom(n - i - 1):
            low = i + 1
        else:
            high = i
    candidates = [phantom(n - low)]
    if low < n:
        candidates.append(values[low])
    return min(candidates)


def outcome(columns: Sequence[Sequence[int]], whole: int = 100) -> tuple[list[Fraction], Fraction]:
    """(share of each option, the least t) from each option's column of points out of `whole`."""
    n = len(columns[0])
    shares = [sorted(Fraction(points, whole) for points in column) for column in columns]
    given = sorted({value for column in shares for value in column} | {ONE})
    points = sorted({value / i for value in given for i in range(1, n + 1) if value <= i} | {Fraction(0)})

    def total(t: Fraction) -> Fraction:
        return sum((median(column, t) for column in shares), Fraction(0))

    low, high = 0, len(points) - 1
    while low < high:
        middle = (low + high) // 2
        if total(points[middle]) < 1:
            low = middle + 1
        else:
            high = middle
    before, after = points[low - 1], points[low]
    at_before, at_after = total(before), total(after)
    t = before + (1 - at_before) * (after - before) / (at_after - at_before)
    return [median(column, t) for column in shares], t


def mean(columns: Sequence[Sequence[int]], whole: int = 100) -> list[Fraction]:
    """Each option's average share."""
    return [Fraction(sum(column), whole * len(column)) for column in columns]
