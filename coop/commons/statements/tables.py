"""A statement as tables: every figure with the filters that list exactly the entries behind it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coop.commons.entries.filters import CREDIT, DEBIT, NO, Filters, link
from coop.ledger.chart import COLLECTIVE, LABOUR_WORKED, MEMBER_CAPITAL, SURPLUS, Kind
from coop.ledger.windows import CLOSING
from coop.money.budgets.rules import Compared
from coop.money.statements.rules import RESULT, Bounds, Cut, Flow, Statement, StatementLine, together

ALL_RESULT = ",".join(RESULT)


@dataclass(frozen=True)
class Figure:
    """An amount (cents, or minutes) and where its entries are listed; nothing has no entries to show."""

    amount: int
    filters: Filters

    @property
    def href(self) -> str:
        return link(self.filters) if self.amount else ""


@dataclass(frozen=True)
class Row:
    """An account and its figures, in the order of the table's columns; a row of sums has no account."""

    code: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class BudgetRow:
    """An account's budget beside what was booked."""

    compared: Compared
    actual: Figure


@dataclass(frozen=True)
class Tables:
    """All of a statement."""

    income: tuple[Row, ...]
    income_total: Figure
    expenses: tuple[Row, ...]
    expense_total: Figure
    surplus: Figure
    assets: tuple[Row, ...]
    assets_total: Figure
    liabilities: tuple[Row, ...]
    liabilities_total: Figure
    equity: tuple[Row, ...]
    equity_total: Figure
    result: Figure
    claims: Figure
    result_flow: Row
    funds: tuple[Row, ...]
    funds_total: Row
    capital: tuple[Row, ...]
    capital_total: Row
    hours: Figure


def tables(told: Statement, cut: Cut) -> Tables:
    """The figures of a statement of these days."""
    held = (*told.funds, told.result)
    return Tables(
        income=_moved(told.income, cut),
        income_total=Figure(told.income_cents, entries(cut.inside, within="Income:", closing=NO)),
        expenses=_moved(told.expenses, cut),
        expense_total=Figure(told.expense_cents, entries(cut.inside, within="Expenses:", closing=NO)),
        surplus=Figure(told.surplus_cents, entries(cut.inside, within=ALL_RESULT, closing=NO)),
        assets=_standing(told.standing(Kind.ASSET), cut),
        assets_total=Figure(told.assets_cents, entries(cut.up_to, within="Assets:")),
        liabilities=_standing(told.standing(Kind.LIABILITY), cut),
        liabilities_total=Figure(told.liabilities_cents, entries(cut.up_to, within="Liabilities:")),
        equity=_standing(told.standing(Kind.EQUITY), cut),
        equity_total=Figure(told.equity_cents, entries(cut.up_to, within="Equity:")),
        result=Figure(told.result.closing_cents, entries(cut.up_to, within=ALL_RESULT)),
        claims=Figure(told.claims_cents, entries(cut.up_to, within=f"Liabilities:,Equity:,{ALL_RESULT}")),
        result_flow=Row(
            "",
            (
                _before(told.result.opening_cents, cut, within=ALL_RESULT),
                Figure(told.result.in_cents, entries(cut.inside, within=ALL_RESULT, closing=NO)),
                Figure(told.result.out_cents, entries(cut.inside, account=SURPLUS, kind=CLOSING)),
                Figure(told.result.closing_cents, entries(cut.up_to, within=ALL_RESULT)),
            ),
        ),
        funds=tuple(_flow(flow, cut, account=flow.code) for flow in told.funds),
        funds_total=Row("", _ends(together(held), cut, within=",".join((*COLLECTIVE, *RESULT)))),
        capital=tuple(_flow(flow, cut, account=flow.code) for flow in told.capital),
        capital_total=_flow(together(told.capital), cut, within=",".join(MEMBER_CAPITAL)),
        hours=Figure(told.minutes, entries(cut.inside, account=LABOUR_WORKED)),
    )


def entries(bounds: Bounds, **more: str) -> Filters:
    """Filters for the entries of some days."""
    return Filters(
        since=bounds.since,
        until=bounds.until,
        recorded_since=bounds.recorded_since,
        recorded_until=bounds.recorded_until,
        **more,
    )


def budget_rows(rows: Sequence[Compared], cut: Cut) -> tuple[BudgetRow, ...]:
    """Budgeted accounts with a link from what was booked."""
    return tuple(
        BudgetRow(row, Figure(row.actual_cents, entries(cut.inside, account=row.code, closing=NO))) for row in rows
    )


def _moved(lines: Iterable[StatementLine], cut: Cut) -> tuple[Row, ...]:
    return tuple(
        Row(line.code, (Figure(line.cents, entries(cut.inside, account=line.code, closing=NO)),)) for line in lines
    )


def _standing(lines: Iterable[StatementLine], cut: Cut) -> tuple[Row, ...]:
    return tuple(Row(line.code, (Figure(line.cents, entries(cut.up_to, account=line.code)),)) for line in lines)


def _flow(flow: Flow, cut: Cut, **accounts: str) -> Row:
    opening, closing = _ends(flow, cut, **accounts)
    came = Figure(flow.in_cents, entries(cut.inside, side=CREDIT, **accounts))
    went = Figure(flow.out_cents, entries(cut.inside, side=DEBIT, **accounts))
    return Row(flow.code, (opening, came, went, closing))


def _ends(flow: Flow, cut: Cut, **accounts: str) -> tuple[Figure, Figure]:
    return (
        _before(flow.opening_cents, cut, **accounts),
        Figure(flow.closing_cents, entries(cut.up_to, **accounts)),
    )


def _before(amount: int, cut: Cut, **accounts: str) -> Figure:
    return Figure(amount, entries(cut.before or Bounds(), **accounts))
