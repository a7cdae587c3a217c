"""What the rules in force say about dividends: what counts, how much of it in cash, within what limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from coop.ledger.arithmetic import exact
from coop.policies.rules import Value

DIVIDEND_RULES = ("patronage.hours", "patronage.earnings", "patronage.equal", "patronage.seniority_cap",
                  "patronage.seniority_per_year", "surplus.cash_share")
"""The rules that dividends rest on."""

SENIORITY_PER_YEAR = Fraction(1, 10)
"""What each whole year of membership adds to the seniority factor, where no rule says otherwise."""


@dataclass(frozen=True)
class Weights:
    """How much hours, earnings and equal shares count (a, b, c): none negative, not all zero, of any sum."""

    hours: Fraction
    earnings: Fraction
    equal: Fraction

    def __post_init__(self) -> None:
        parts = [exact(part) for part in (self.hours, self.earnings, self.equal)]
        if min(parts) < 0 or sum(parts) == 0:
            raise ValueError("weights are zero or more, and something must count")

    def over(self, *, minutes: int, earned_cents: int) -> "Weights":
        """The weights for bases of these totals: an empty base is dropped, the others made to sum to 1.

        When nothing that counts was done at all, `equal` alone counts (and seniority on top, as always).
        """
        hours = self.hours if minutes else Fraction(0)
        earnings = self.earnings if earned_cents else Fraction(0)
        whole = hours + earnings + self.equal
        if whole == 0:
            return Weights(Fraction(0), Fraction(0), Fraction(1))
        return Weights(hours / whole, earnings / whole, self.equal / whole)


@dataclass(frozen=True)
class Terms:
    """The rules in force for a distribution's dividends.

    `seniority_cap` 1 means that seniority does not count. Each dividend is paid in cash for at least
    `cash_share` and the rest retained. A dividend below `minimum_cents` is not paid, and none exceeds
    `cap_cents`; what these two withhold is not given to other members but goes to the collective
    (`Dividends.withheld_cents`).
    """

    weights: Weights
    cash_share: Fraction = Fraction(1)
    seniority_cap: Fraction = Fraction(1)
    seniority_per_year: Fraction = SENIORITY_PER_YEAR
    minimum_cents: int = 0
    cap_cents: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= exact(self.cash_share) <= 1:
            raise ValueError(f"the share in cash is from 0 to 1, not {self.cash_share}")
        if exact(self.seniority_cap) < 1 or exact(self.seniority_per_year) < 0:
            raise ValueError("seniority can only add to a dividend")
        if self.minimum_cents < 0 or (self.cap_cents is not None and self.cap_cents < self.minimum_cents):
            raise ValueError("the least dividend is zero or more, and the most is no less than it")

    @classmethod
    def by(cls, values: Mapping[str, Value]) -> "Terms":
        """As these values of `DIVIDEND_RULES` have them."""
        exactly = [Fraction(cast(Fraction, values[name])) for name in DIVIDEND_RULES]
        hours, earnings, equal, cap, per_year, cash = exactly
        return cls(Weights(hours, earnings, equal), cash_share=cash, seniority_cap=cap, seniority_per_year=per_year)
