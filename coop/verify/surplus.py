"""Splitting a surplus: the frozen terms against the rules, floors first, then the vote, to the cent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from .arithmetic import ceiling, fraction, in_order, largest_remainder
from .books import InPeriod
from .report import Report

FLOORS = {
    "reserve": "surplus.reserve_floor",
    "solidarity": "surplus.solidarity_floor",
    "education": "surplus.education_floor",
    "dividends": "surplus.dividend_floor",
}
"""Use -> the rule of its floor, in the order in which floors are met."""

PATRONAGE = {
    "hours": "patronage.hours",
    "earnings": "patronage.earnings",
    "equal": "patronage.equal",
    "seniority_cap": "patronage.seniority_cap",
    "seniority_per_year": "patronage.seniority_per_year",
    "cash_share": "surplus.cash_share",
    "retained_kind": "surplus.retained_kind",
}

LATER = {"cash_half_months": "patronage.cash_half_months"}
"""Of the terms of dividends, those that votes of earlier releases do not have; the rules they cite tell."""
FLOORS_OF = "surplus.floors_of"

KEYS = {"period_id", "surplus_cents", "non_member_cents", "floors", "carried_to", "patronage"}


def read_terms(
    check: str,
    where: str,
    vote: dict[str, Any],
    values: Mapping[str, Any],
    periods: Mapping[int, InPeriod],
    report: Report,
) -> None:
    """The frozen terms of a distribution are those of the rules cited, and of a closed period."""
    terms = vote["terms"]
    if terms.keys() - {"floors_of"} != KEYS or ("floors_of" in terms) != (FLOORS_OF in values):
        report.wrong(check, where, "its terms are not those of a distribution")
        return
    report.expect(check, where, "the period", vote["payload"].get("period_id"), terms["period_id"])
    period = periods.get(terms["period_id"])
    if period is None:
        report.wrong(check, where, f"there is no closed period {terms['period_id']}")
    else:
        report.expect(check, where, "surplus_cents", terms["surplus_cents"], period.row["surplus_cents"])
    floors = [{"use": use, "share": values[rule]} for use, rule in FLOORS.items() if fraction(values.get(rule, "0/1"))]
    report.expect(check, where, "the floors", terms["floors"], floors)
    report.expect(check, where, "carried_to", terms["carried_to"], "reserve")
    report.expect(check, where, "of what the floors are", terms.get("floors_of"), values.get(FLOORS_OF))
    due = {key: values.get(rule) for key, rule in PATRONAGE.items()}
    due |= {key: values[rule] for key, rule in LATER.items() if rule in values}
    report.expect(check, where, "the terms of dividends", terms["patronage"], due)


class Split:
    """The lines of a surplus under an outcome; `None` for no quorum carries the rest."""

    def __init__(self, terms: Mapping[str, Any], options: Sequence[str], shares: Mapping[str, Fraction] | None) -> None:
        self.lines: list[dict[str, Any]] = []
        self.votable_cents = 0
        surplus, carried_to = terms["surplus_cents"], terms["carried_to"]
        if surplus <= 0:
            return
        left = surplus
        if terms.get("floors_of") == "members" and terms["non_member_cents"]:
            left -= self._add(carried_to, "non_member", Fraction(1), terms["non_member_cents"])
        base = left
        for floor in terms["floors"]:
            share = fraction(floor["share"])
            # "At least 30%" is broken by a third of a cent too little: floors are rounded up.
            left -= self._add(floor["use"], "floor", share, min(left, ceiling(share * base)))
        kept = sum(line["cents"] for line in self.lines if line["use"] == carried_to)
        top_up = min(left, max(0, terms["non_member_cents"] - kept))
        if top_up:
            left -= self._add(carried_to, "non_member", Fraction(1), top_up)
        self.votable_cents = left
        if shares is None:
            self._add(carried_to, "carried", Fraction(1), left)
            return
        parts = largest_remainder(left, [shares[option] for option in options], in_order(len(options)))
        for option, cents in zip(options, parts, strict=True):
            self._add(option, "vote", shares[option], cents)

    def _add(self, use: str, basis: str, share: Fraction, cents: int) -> int:
        self.lines.append(
            {"use": use, "basis": basis, "share": f"{share.numerator}/{share.denominator}", "cents": cents}
        )
        return cents
