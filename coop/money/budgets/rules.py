"""A budget against what was booked, for any days: pure, exact.

A budget that reaches beyond the days asked for is spread evenly over its own: the part of `cents` that falls on the
days from number i to before number j of n is floor(cents * j / n) - floor(cents * i / n). So parts of adjoining days
add up to the part of all of them, and those of all its days to the budget, to the cent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

DAY = dt.timedelta(days=1)


class NotBudgetable(ValueError):
    """The budget cannot be recorded; `args[0]` says why: order, empty, overlap or meanwhile."""


@dataclass(frozen=True)
class Plan:
    """The budget of some days, both included: account -> cents, income and expenses positive."""

    opens_on: dt.date
    closes_on: dt.date
    lines: Mapping[str, int]

    @property
    def days(self) -> int:
        return (self.closes_on - self.opens_on).days + 1


@dataclass(frozen=True)
class Covered:
    """Days without a gap that budgets cover, and what those budget for them; `spread` if a budget reaches beyond."""

    since: dt.date
    until: dt.date
    lines: Mapping[str, int]
    plans: tuple[Plan, ...]
    spread: bool


@dataclass(frozen=True)
class Compared:
    """An account: budgeted (None where the budget does not name it), booked, and what is left of the budget."""

    code: str
    budget_cents: int | None
    actual_cents: int

    @property
    def left_cents(self) -> int:
        return (self.budget_cents or 0) - self.actual_cents

    @property
    def used(self) -> Fraction | None:
        """The part of the budget that was booked; None where there is none to be a part of."""
        return Fraction(self.actual_cents, self.budget_cents) if self.budget_cents else None


def part(cents: int, *, first: int, after: int, days: int) -> int:
    """What of `cents`, spread over `days` days, falls on those from number `first` (from 0) to before `after`."""
    return cents * after // days - cents * first // days


def covered(plans: Sequence[Plan], since: dt.date, until: dt.date) -> list[Covered]:
    """The days from `since` to `until` that the plans cover, in stretches without a gap, oldest first.

    Plans do not overlap.
    """
    stretches: list[list[Plan]] = []
    for plan in sorted(plans, key=lambda plan: plan.opens_on):
        if plan.closes_on < since or plan.opens_on > until:
            continue
        if stretches and stretches[-1][-1].closes_on + DAY == plan.opens_on:
            stretches[-1].append(plan)
        else:
            stretches.append([plan])
    return [_stretch(stretch, since, until) for stretch in stretches]


def compared(budget: Mapping[str, int], actual: Mapping[str, int], codes: Sequence[str]) -> list[Compared]:
    """The accounts of `codes` that are budgeted or booked, in that order."""
    return [
        Compared(code, budget.get(code), actual.get(code, 0)) for code in codes if code in budget or actual.get(code)
    ]


def total(rows: Sequence[Compared]) -> Compared:
    """All of the rows together; not budgeted only when none of them is."""
    budgets = [row.budget_cents for row in rows if row.budget_cents is not None]
    return Compared("", sum(budgets) if budgets else None, sum(row.actual_cents for row in rows))


def check_recordable(plan: Plan, others: Sequence[Plan], *, version: int, replaces: int) -> None:
    """Raise NotBudgetable unless the days are in order, something is budgeted, and no other's days overlap in part.

    `version` is the newest of the same days, `replaces` the one its author saw (0 for none).
    """
    if plan.opens_on > plan.closes_on:
        raise NotBudgetable("order")
    if not plan.lines:
        raise NotBudgetable("empty")
    for other in others:
        same = (other.opens_on, other.closes_on) == (plan.opens_on, plan.closes_on)
        if not same and other.opens_on <= plan.closes_on and plan.opens_on <= other.closes_on:
            raise NotBudgetable("overlap", other)
    if version != replaces:
        raise NotBudgetable("meanwhile", version)


def _stretch(plans: Sequence[Plan], since: dt.date, until: dt.date) -> Covered:
    lines: dict[str, int] = {}
    for plan in plans:
        first = max(0, (since - plan.opens_on).days)
        after = min(plan.days, (until - plan.opens_on).days + 1)
        for code, cents in plan.lines.items():
            lines[code] = lines.get(code, 0) + part(cents, first=first, after=after, days=plan.days)
    begins, ends = plans[0].opens_on, plans[-1].closes_on
    return Covered(max(since, begins), min(until, ends), lines, tuple(plans), begins < since or ends > until)
