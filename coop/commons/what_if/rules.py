"""A surplus under one set of rules, and what two sets of rules have apart: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from coop.governance.distribution.floors import Floors, FloorShare
from coop.governance.distribution.rules import Basis, split_surplus
from coop.governance.patronage.rules import Work, dividends
from coop.governance.patronage.terms import Terms, Weights
from coop.policies.rules import Value

USES = {"reserve": "reserve", "solidarity": "solidarity", "education": "education", "dividend": "dividends"}
"""The word in the names of floors -> the use, in the order in which floors are met."""

SHARING = (
    *(f"surplus.{word}_floor" for word in USES),
    "surplus.floors_of",
    "surplus.cash_share",
    "patronage.hours",
    "patronage.earnings",
    "patronage.equal",
    "patronage.seniority_cap",
    "patronage.seniority_per_year",
)
"""The rules that the sums rest on."""

_REFERENCE = "what-if"


@dataclass(frozen=True)
class Shared:
    """Who would have had what, in cents. `voted_on_cents` is the part of the sums by use that a vote decides."""

    surplus_cents: int
    by_use: Mapping[str, int]
    voted_on_cents: int
    cash_cents: int
    kept_cents: int
    own_cents: int | None


def terms_of(values: Mapping[str, Value]) -> Terms:
    """The rules on dividends of a set of values."""
    return Terms(
        weights=Weights(*(_exact(values, f"patronage.{name}") for name in ("hours", "earnings", "equal"))),
        cash_share=_exact(values, "surplus.cash_share"),
        seniority_cap=_exact(values, "patronage.seniority_cap"),
        seniority_per_year=_exact(values, "patronage.seniority_per_year"),
    )


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
    floors = Floors(tuple(
        FloorShare(use, share) for word, use in USES.items() if (share := _exact(values, f"surplus.{word}_floor"))
    ))  # fmt: skip
    split = split_surplus(
        surplus_cents,
        floors,
        {"dividends": to_dividends, "reserve": 1 - to_dividends},
        non_member_cents=non_member_cents,
        floors_of_members=values["surplus.floors_of"] == "members",
    )
    by_use = {use: split.by_use().get(use, 0) for use in USES.values()}
    each = dividends(by_use["dividends"], works, terms_of(values), reference=_REFERENCE).each if works else ()
    if not works:
        by_use = by_use | {"reserve": by_use["reserve"] + by_use["dividends"], "dividends": 0}
    mine = [dividend.cents for dividend in each if dividend.token == own]
    return Shared(
        surplus_cents,
        by_use,
        voted_on_cents=sum(line.cents for line in split.lines if line.basis is Basis.VOTE),
        cash_cents=sum(dividend.cash_cents for dividend in each),
        kept_cents=sum(dividend.retained_cents for dividend in each),
        own_cents=mine[0] if mine else None,
    )


def differing(ours: Mapping[str, Value], theirs: Mapping[str, Value]) -> list[tuple[str, Value, Value]]:
    """(rule, our value, their value) where these are not the same, in the order of ours."""
    return [(name, value, theirs[name]) for name, value in ours.items() if name in theirs and theirs[name] != value]


def _exact(values: Mapping[str, Value], name: str) -> Fraction:
    return Fraction(cast(Fraction, values[name]))
