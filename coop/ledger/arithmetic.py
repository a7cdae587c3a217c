"""Arithmetic of money: exact, without floats, importable from every floor above.

Amounts are integers of minor units (cents); rates and weights are `int` or `Fraction`. A float is refused
with `TypeError`: 0.1 + 0.2 is not 0.3, and anyone must be able to recompute the books to the cent.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import floor, lcm
from typing import TypeVar

TieKey = TypeVar("TieKey", bytes, str, int)

HALF = Fraction(1, 2)


def exact(amount: object) -> Fraction:
    """The same number as a `Fraction`; anything but an `int` or a `Fraction` raises `TypeError`."""
    if isinstance(amount, bool) or not isinstance(amount, int | Fraction):
        raise TypeError(f"exact arithmetic takes int or Fraction, not {type(amount).__name__}")
    return Fraction(amount)


def half_up(amount: Fraction | int) -> int:
    """The nearest integer, a half going away from zero (`decimal.ROUND_HALF_UP`).

    Away from zero, so that `half_up(-x) == -half_up(x)`: reversing an entry undoes it to the cent.
    """
    value = exact(amount)
    size = floor(abs(value) + HALF)
    return -size if value < 0 else size


def round_up(amount: Fraction | int) -> int:
    """The least integer not below the amount: what "at least" means once there are only whole cents."""
    return -floor(-exact(amount))


def share_out(
    total_cents: int, weights: Sequence[Fraction | int], tie_keys: Sequence[TieKey] | None = None
) -> list[int]:
    """Share a total in proportion to weights, by largest remainder; the sum is exactly the total.

    Everyone gets the whole cents of their exact quota; the cents left over (always fewer than there are
    quotas with a fraction) go one each to the largest fractions. Equal fractions go to the lower tie key
    first, and without tie keys (or among equal ones) to the earlier position. A weight of zero never
    receives a cent.

    `weights` are not negative and need no particular sum; `tie_keys`, one a weight, come from a published
    rule. Returns cents in the order of the weights. Raises `ValueError` on a negative total or weight, on
    tie keys of another length, and on a total that nobody has a weight in; `TypeError` on floats.
    """
    total = _shareable(total_cents)
    if tie_keys is not None and len(tie_keys) != len(weights):
        raise ValueError(f"{len(tie_keys)} tie keys for {len(weights)} weights")
    parts = _whole_numbers(weights)
    whole = sum(parts)
    if whole == 0:
        if total:
            raise ValueError(f"nobody has a weight in the {total} cents to share out")
        return [0] * len(parts)
    quotas = [divmod(total * part, whole) for part in parts]
    shares = [cents for cents, _ in quotas]
    order = list(range(len(parts)))
    if tie_keys is not None:
        order.sort(key=lambda i: tie_keys[i])
    order.sort(key=lambda i: -quotas[i][1])  # stable: equal remainders keep the order of the tie rule
    for i in order[: total - sum(shares)]:
        shares[i] += 1
    return shares


def _shareable(total_cents: object) -> int:
    if isinstance(total_cents, bool) or not isinstance(total_cents, int):
        raise TypeError(f"a total is whole cents, not {type(total_cents).__name__}")
    if total_cents < 0:
        raise ValueError(f"only an amount of zero or more can be shared out, not {total_cents}")
    return total_cents


def _whole_numbers(weights: Sequence[Fraction | int]) -> list[int]:
    """The weights over their common denominator: same proportions, integers only."""
    fractions = [exact(weight) for weight in weights]
    if any(weight < 0 for weight in fractions):
        raise ValueError("a weight cannot be negative")
    scale = lcm(*(weight.denominator for weight in fractions))
    return [weight.numerator * (scale // weight.denominator) for weight in fractions]
