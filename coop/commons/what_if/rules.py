"""A surplus under one set of rules, and what two sets of rules have apart: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from coop.governance.distribution.floors import FLOOR_RULES, Floors
from coop.governance.distribution.rules import Basis, split_surplus
from coop.governance.patronage.rules import Work, dividends
from coop.governance.patronage.terms import Terms
from coop.policies.rules import Value

_REFERENCE = "what-if"


@dataclass(frozen=True)
class Shared:
    """Who would have had what, in cents. `voted_on_cents` is the part of the sums by use that a vote decides."""

    by_use: Mapping[str, int]
    voted_on_cents: int
    cash_cents: int
    kept_cents: int
    own_cents: int | None


def shared(
    values: Mapping[str, Value],
    *,
    surplus_cents: int,
    non_member_cents: int,
    works: Sequence[Work],
    to_dividends: Fraction,
    own: str | None = None,
) -> Shared:
    """Share a surplus by these values, members giving `to_dividends` of what they vote on to dividends, the rest to
    the reserve. `own` is the token of one of `works`. Without works nobody gets a dividend: it goes to the reserve.
    """
    split = split_surplus(
        surplus_cents,
        Floors.by(values),
        {"dividends": to_dividends, "reserve": 1 - to_dividends},
        non_member_cents=non_member_cents,
        floors_of_members=values["surplus.floors_of"] == "members",
    )
    by_use = {use: split.by_use().get(use, 0) for use in FLOOR_RULES.values()}
    each = dividends(by_use["dividends"], works, Terms.by(values), reference=_REFERENCE).each if works else ()
    if not works:
        by_use = by_use | {"reserve": by_use["reserve"] + by_use["dividends"], "dividends": 0}
    mine = [dividend.cents for dividend in each if dividend.token == own]
    return Shared(
        by_use,
        voted_on_cents=sum(line.cents for line in split.lines if line.basis is Basis.VOTE),
        cash_cents=sum(dividend.cash_cents for dividend in each),
        kept_cents=sum(dividend.retained_cents for dividend in each),
        own_cents=mine[0] if mine else None,
    )


def differing(ours: Mapping[str, Value], theirs: Mapping[str, Value]) -> list[tuple[str, Value, Value]]:
    """(rule, our value, their value) where these are not the same, in the order of ours."""
    return [(name, value, theirs[name]) for name, value in ours.items() if name in theirs and theirs[name] != value]
