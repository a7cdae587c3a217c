"""From monthly movements to what each fund held and to a series short enough to draw: pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count

from coop.commons.sharing.rules import Movement
from coop.ledger.chart import COLLECTIVE, FEES, FEES_REFUNDED

OPEN = ""
"""Stands for income less expenses not yet closed, which is no account of its own."""

MOST_POINTS = 60


@dataclass(frozen=True)
class Point:
    """Some whole months: what each fund held at their end, and the fees they brought less those given back."""

    first: dt.date
    last: dt.date
    held: Mapping[str, int]
    fee_cents: int

    @property
    def fund_cents(self) -> int:
        """All collective funds together, with the result not yet closed."""
        return sum(self.held.values())


def points(movements: Iterable[Movement]) -> list[Point]:
    """A point a month from the first movement to the last, months without any included."""
    by_month: dict[int, list[Movement]] = {}
    for movement in movements:
        by_month.setdefault(movement.year * 12 + movement.month - 1, []).append(movement)
    held: dict[str, int] = {}
    series = []
    for number in range(min(by_month, default=0), max(by_month, default=-1) + 1):
        moved = by_month.get(number, [])
        for movement in moved:
            fund = movement.code if movement.code in COLLECTIVE else OPEN
            held[fund] = held.get(fund, 0) - movement.cents
        fees = -sum(m.cents for m in moved if m.code in (FEES, FEES_REFUNDED) and not m.closing)
        series.append(Point(_first(number), _first(number + 1) - dt.timedelta(days=1), dict(held), fees))
    return series


def thinned(series: Sequence[Point], most: int = MOST_POINTS) -> tuple[list[Point], int]:
    """The series by months, quarters, years or more, so that few enough points are left; and how many months each is.

    Quarters and years are those of the calendar, so the first and the last may hold fewer months.
    """
    grains = chain((1, 3), count(12, 12))
    months = next(months for months in grains if len(_groups(series, months)) <= most)
    return [
        Point(group[0].first, group[-1].last, group[-1].held, sum(point.fee_cents for point in group))
        for group in _groups(series, months)
    ], months


def funds_held(series: Iterable[Point]) -> list[str]:
    """The funds that ever held anything, in the order of the chart, the open result last."""
    held = {code for point in series for code, cents in point.held.items() if cents}
    return [code for code in (*COLLECTIVE, OPEN) if code in held]


def _groups(series: Sequence[Point], months: int) -> list[list[Point]]:
    groups: dict[int, list[Point]] = {}
    for point in series:
        groups.setdefault((point.first.year * 12 + point.first.month - 1) // months, []).append(point)
    return list(groups.values())


def _first(number: int) -> dt.date:
    return dt.date(number // 12, number % 12 + 1, 1)
