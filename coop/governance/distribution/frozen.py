"""What a vote on a surplus is about, frozen at its opening: plain values, written down and read back."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from coop.governance.distribution.floors import Floors, FloorShare
from coop.governance.distribution.rules import Distribution, split_surplus
from coop.governance.patronage.terms import Terms, Weights

USES = ("dividends", "reserve", "solidarity", "education", "projects")
"""The options of a vote on a surplus, in the order of the ballot."""


@dataclass(frozen=True)
class FrozenSurplus:
    """A period's surplus, the floors and the non-member part before the vote, dividends' terms after."""

    period_id: int
    surplus_cents: int
    non_member_cents: int
    floors: Floors
    patronage: Terms
    retained_kind: str
    floors_of_members: bool = False
    cash_half_months: int = 0
    """Half months after the period's end at which cash falls due; 0: with the next payout."""

    def split(self, outcome: Mapping[str, Fraction] | None) -> Distribution:
        """The surplus split by an outcome; None carries the rest to reserve."""
        return split_surplus(
            self.surplus_cents,
            self.floors,
            outcome,
            non_member_cents=self.non_member_cents,
            floors_of_members=self.floors_of_members,
        )

    def written(self) -> dict[str, Any]:
        """As kept with the opening and exported: fractions as "a/b"."""
        return {
            "period_id": self.period_id,
            "surplus_cents": self.surplus_cents,
            "non_member_cents": self.non_member_cents,
            "floors": [{"use": floor.use, "share": fraction(floor.share)} for floor in self.floors.shares],
            "floors_of": "members" if self.floors_of_members else "whole",
            "carried_to": self.floors.carried_to,
            "patronage": {
                "hours": fraction(self.patronage.weights.hours),
                "earnings": fraction(self.patronage.weights.earnings),
                "equal": fraction(self.patronage.weights.equal),
                "seniority_cap": fraction(self.patronage.seniority_cap),
                "seniority_per_year": fraction(self.patronage.seniority_per_year),
                "cash_share": fraction(self.patronage.cash_share),
                "cash_half_months": self.cash_half_months,
                "retained_kind": self.retained_kind,
            },
        }


def read(terms: Mapping[str, Any]) -> FrozenSurplus:
    """The frozen values from what was written; votes of an earlier release say nothing of the newer rules."""
    rules = terms["patronage"]
    weights = Weights(*(Fraction(rules[name]) for name in ("hours", "earnings", "equal")))
    return FrozenSurplus(
        period_id=terms["period_id"],
        surplus_cents=terms["surplus_cents"],
        non_member_cents=terms["non_member_cents"],
        floors=Floors(
            tuple(FloorShare(floor["use"], Fraction(floor["share"])) for floor in terms["floors"]),
            carried_to=terms["carried_to"],
        ),
        patronage=Terms(
            weights=weights,
            cash_share=Fraction(rules["cash_share"]),
            seniority_cap=Fraction(rules["seniority_cap"]),
            seniority_per_year=Fraction(rules["seniority_per_year"]),
        ),
        retained_kind=rules["retained_kind"],
        floors_of_members=terms.get("floors_of") == "members",
        cash_half_months=rules.get("cash_half_months", 0),
    )


def fraction(share: Fraction) -> str:
    """A fraction as it is written down: "1/20"."""
    return f"{share.numerator}/{share.denominator}"
