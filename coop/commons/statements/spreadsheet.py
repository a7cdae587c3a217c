"""A statement as CSV: a row a figure, each with the address of its entries."""

from __future__ import annotations

from collections.abc import Iterator

from coop.commons.exports.spreadsheets import CsvRow, csv_text, decimal
from coop.commons.statements.queries import BudgetPart
from coop.commons.statements.tables import Figure, Row, Tables, budget_rows
from coop.ledger.chart import LABOUR_WORKED, MINUTES
from coop.money.statements.rules import Cut

COLUMNS = (
    "statement", "part", "account", "figure", "amount", "commodity", "from", "to", "basis", "known_on", "entries",
)
FLOW = ("opening", "in", "out", "closing")


def statement_csv(made: Tables, budgets: list[BudgetPart], cut: Cut, *, currency: str, members: int) -> str:
    """All figures of a statement; sums have no account."""
    return csv_text(COLUMNS, _rows(made, budgets, cut, currency, members))


def _rows(made: Tables, budgets: list[BudgetPart], cut: Cut, currency: str, members: int) -> Iterator[CsvRow]:
    def said(statement: str, part: str, code: str, name: str, figure: Figure, days: Cut = cut) -> CsvRow:
        commodity = MINUTES if code == LABOUR_WORKED else currency
        return (statement, part, code, name, decimal(figure.amount, commodity), commodity, *_days(days), figure.href)

    sheets = (
        ("income statement", "income", made.income, made.income_total),
        ("income statement", "expenses", made.expenses, made.expense_total),
        ("balance sheet", "assets", made.assets, made.assets_total),
        ("balance sheet", "liabilities", made.liabilities, made.liabilities_total),
        ("balance sheet", "equity", made.equity, made.equity_total),
    )
    for statement, part, rows, total in sheets:
        for row in (*rows, Row("", (total,))):
            yield said(statement, part, row.code, "amount", row.figures[0])
    yield said("income statement", "surplus", "", "amount", made.surplus)
    yield said("balance sheet", "result not yet closed", "", "amount", made.result)
    yield said("balance sheet", "liabilities, equity and result", "", "amount", made.claims)
    flows = (
        ("funds", "result not yet closed", (made.result_flow,)),
        ("funds", "fund", made.funds),
        ("member capital", "capital", (*made.capital, made.capital_total)),
    )
    for statement, part, rows in flows:
        for row in rows:
            for name, figure in zip(FLOW, row.figures, strict=True):
                yield said(statement, part, row.code, name, figure)
    for name, figure in zip((FLOW[0], FLOW[-1]), made.funds_total.figures, strict=True):
        yield said("funds", "together", "", name, figure)
    yield said("work", "hours", LABOUR_WORKED, "minutes", made.hours)
    yield ("member capital", "members", "", "number", str(members), "", *_days(cut), "")
    for stretch in budgets:
        for line in budget_rows(stretch.rows, stretch.cut):
            planned = line.compared.budget_cents
            budget = "" if planned is None else decimal(planned, currency)
            yield ("budget", "budget", line.compared.code, "budget", budget, currency, *_days(stretch.cut), "")
            yield said("budget", "booked", line.compared.code, "amount", line.actual, stretch.cut)


def _days(cut: Cut) -> tuple[str, str, str, str]:
    return (
        cut.since.isoformat() if cut.since else "",
        cut.until.isoformat(),
        cut.basis.value,
        cut.known.isoformat() if cut.known else "",
    )
