"""Counting a split by hand from its published columns: each step as numbers, for the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from coop.governance.ballots.rules import WHOLE


@dataclass(frozen=True)
class Buyers:
    """`buyers` ballots gave a use `points` per cents or more: at level t worth min(points, t x buyers)."""

    points: int
    count: int
    buyers: int
    worth: Fraction


@dataclass(frozen=True)
class Column:
    """One use: its published column, the table to count it by, and the highest worth, which is its share."""

    use: str
    figures: tuple[int, ...]
    steps: tuple[Buyers, ...]
    share: Fraction


def columns_by_hand(columns: Mapping[str, Sequence[int]], level: Fraction) -> list[Column]:
    """Each use counted at the level t* (a share of 1): the largest min(v, t* g(v)), in per cents."""
    worked = []
    for use, figures in columns.items():
        buyers, steps = 0, list[Buyers]()
        for points, count in sorted(Counter(figures).items(), reverse=True):
            buyers += count
            if points:
                steps.append(Buyers(points, count, buyers, min(Fraction(points), level * WHOLE * buyers)))
        share = max((step.worth for step in steps), default=Fraction(0))
        worked.append(Column(use, tuple(figures), tuple(steps), share))
    return worked


@dataclass(frozen=True)
class UseRow:
    """One use of a stated outcome: floor, vote, mean and money, ready to be shown."""

    use: str
    floor_cents: int
    other_cents: int
    vote_cents: int
    share: str
    mean: str
    total_cents: int


def use_rows(result: Mapping[str, Any]) -> list[UseRow]:
    """The rows of the outcome's table in ballot order; their totals sum to the surplus."""
    found: dict[str, dict[str, int]] = {use: Counter() for use in result["options"]}
    for line in result["lines"]:
        found.setdefault(line["use"], Counter())[line["basis"]] += line["cents"]
    shares, means = result["shares"] or {}, result["mean"] or {}
    return [
        UseRow(
            use=use,
            floor_cents=cents["floor"],
            other_cents=cents["non_member"] + cents["carried"],
            vote_cents=cents["vote"],
            share=shares.get(use, ""),
            mean=means.get(use, ""),
            total_cents=sum(cents.values()),
        )
        for use, cents in found.items()
    ]
