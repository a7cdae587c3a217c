"""Exact arithmetic, written anew: halves up, largest remainders, fractions from their text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

_FRACTION = re.compile(r"(-?[0-9]+)(?:/([1-9][0-9]*))?")


def fraction(text: object) -> Fraction:
    """`"1/20"`, `"3"` or 3 as a number; raises ValueError on anything else."""
    found = _FRACTION.fullmatch(str(text))
    if found is None or isinstance(text, bool | float):
        raise ValueError(f"{text!r} is no fraction")
    return Fraction(int(found[1]), int(found[2] or 1))


def half_up(cents: int, rate: Fraction) -> int:
    """cents x rate to the nearest cent, a half going up; for amounts of zero or more."""
    return (2 * cents * rate.numerator + rate.denominator) // (2 * rate.denominator)


def ceiling(number: Fraction) -> int:
    """The least whole number not below it."""
    return -(-number.numerator // number.denominator)


def largest_remainder(total: int, weights: Sequence[Fraction], ties: Sequence[bytes]) -> list[int]:
    """`total` in proportion to weights: the cents left over by remainder, then by tie key."""
    whole = sum(weights, Fraction(0))
    if whole == 0:
        if total:
            raise ValueError(f"nobody has a weight in {total}")
        return [0] * len(weights)
    quotas = [total * weight / whole for weight in weights]
    parts = [quota.numerator // quota.denominator for quota in quotas]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - quotas[i], ties[i]))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def in_order(count: int) -> list[bytes]:
    """Tie keys that let the earlier position go first."""
    return [position.to_bytes(8, "big") for position in range(count)]
