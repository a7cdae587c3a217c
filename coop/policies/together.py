"""What rules must keep to together, beyond the bounds of each: checked whenever one of them is set."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import cast

from coop.policies.rules import OutOfBounds, Value

FLOORS = (
    "surplus.reserve_floor",
    "surplus.solidarity_floor",
    "surplus.education_floor",
    "surplus.dividend_floor",
)
PATRONAGE = ("patronage.hours", "patronage.earnings", "patronage.equal")


def check_together(values: Mapping[str, Value]) -> None:
    """Refuse values that could not all be kept: floors above the whole, dividends by nothing at all.

    `values` are those in force together at one moment, by rule. Raises OutOfBounds, saying why.
    """
    floors = sum((_share(values, name) for name in FLOORS), Fraction(0))
    if floors > 1:
        raise OutOfBounds(
            f"the floors of the surplus would add up to {_percent(floors)}, more than there is to share"
        )
    if all(name in values for name in PATRONAGE) and not any(_share(values, name) for name in PATRONAGE):
        raise OutOfBounds("hours, earnings and equal shares would all weigh zero: dividends need a measure")


def _share(values: Mapping[str, Value], name: str) -> Fraction:
    return Fraction(cast(Fraction, values.get(name, Fraction(0))))


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):g}%"
