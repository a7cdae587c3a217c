"""From monthly movements of accounts to the series that the charts show: pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from coop.ledger import chart


@dataclass(frozen=True)
class Movement:
    """What an account moved in a month (debit positive); `closing`: by a period's closing entry."""

    year: int
    month: int
    code: str
    closing: bool
    cents: int


@dataclass(frozen=True)
class Month:
    """One month of the fund: fees that came in, expenses, and what the fund held at the end."""

    year: int
    month: int
    fees_cents: int
    expense_cents: int
    fund_cents: int


def _in_fund(code: str) -> bool:
    return code in chart.COLLECTIVE or code.startswith(("Income:", "Expenses:"))


def months(movements: Iterable[Movement]) -> list[Month]:
    """Every month from the first movement to the last, those without any included."""
    by_month: dict[int, list[Movement]] = {}
    for movement in movements:
        by_month.setdefault(movement.year * 12 + movement.month - 1, []).append(movement)
    series: list[Month] = []
    fund = 0
    for number in range(min(by_month, default=0), max(by_month, default=-1) + 1):
        moved = by_month.get(number, [])
        fund -= sum(m.cents for m in moved if _in_fund(m.code))
        fees = -sum(m.cents for m in moved if m.code in (chart.FEES, chart.FEES_REFUNDED) and not m.closing)
        spent = sum(m.cents for m in moved if m.code.startswith("Expenses:") and not m.closing)
        series.append(Month(number // 12, number % 12 + 1, fees, spent, fund))
    return series


def by_account(movements: Iterable[Movement], prefix: str) -> dict[str, int]:
    """Account -> all it ever moved (debit positive), without the closing of periods."""
    sums: dict[str, int] = {}
    for movement in movements:
        if movement.code.startswith(prefix) and not movement.closing:
            sums[movement.code] = sums.get(movement.code, 0) + movement.cents
    return {code: sums[code] for code in chart.CHART if sums.get(code)}
