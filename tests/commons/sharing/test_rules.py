"""Series for the charts: months without gaps, and a fund that is what the books say."""

from __future__ import annotations

from coop.commons.sharing.queries import movements
from coop.commons.sharing.rules import Movement, by_account, months
from coop.ledger import chart
from coop.ledger.balances import balances


def test_months_without_movement_are_there_too():
    series = months([Movement(2025, 11, chart.FEES, False, -100), Movement(2026, 2, chart.RUNNING, False, 30)])
    assert [(m.year, m.month) for m in series] == [(2025, 11), (2025, 12), (2026, 1), (2026, 2)]
    assert [m.fund_cents for m in series] == [100, 100, 100, 70]
    assert [m.fees_cents for m in series] == [100, 0, 0, 0]
    assert months([]) == []


def test_closing_moves_nothing_out_of_the_fund(session, books):
    series = months(movements(session))
    sums = balances(session)
    whole = -sum(
        cents
        for (code, _), cents in sums.items()
        if code.startswith(("Income:", "Expenses:", "Equity:Reserves:", "Equity:Committed:", "Equity:Surplus:"))
    )
    assert series[-1].fund_cents == whole
    assert series[0].fees_cents == books["fees"]


def test_expenses_are_by_account_and_without_closings(session, books):
    assert by_account(movements(session), "Expenses:") == {chart.RUNNING: 300}
