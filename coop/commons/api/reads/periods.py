"""Closed periods."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from coop.commons.api.asked import ROOT, Asked
from coop.commons.api.reads.short_lists import cut
from coop.commons.api.shapes.periods import AccountSum, FundMovement, Period, PeriodLine, PeriodList
from coop.commons.exports.books import stamp
from coop.commons.periods import queries


def periods(session: Session, asked: Asked) -> PeriodList:
    """A page of closed periods."""
    rows = sorted(queries.closed_periods(session), key=lambda period: -period.id)
    shown, pages = cut(rows, asked, lambda period: period.id)
    return PeriodList(items=[PeriodLine(**_line(period, asked)) for period in shown], **pages)


def period(session: Session, asked: Asked) -> Period | None:
    """One period with its statement."""
    found = queries.statement(session, asked.whole("id"))
    if found is None:
        return None
    return Period(
        **_line(found.period, asked),
        income=[AccountSum(account=code, cents=cents) for code, cents in found.income],
        income_cents=found.income_cents,
        expenses=[AccountSum(account=code, cents=cents) for code, cents in found.expenses],
        expense_cents=found.expense_cents,
        funds=[
            FundMovement(account=fund.code, opening_cents=fund.opening_cents, closing_cents=fund.closing_cents)
            for fund in found.funds
        ],
        minutes=found.minutes,
    )


def _line(period: queries.PeriodLine, asked: Asked) -> dict[str, Any]:
    return {
        "id": period.id,
        "opens_on": period.opens_on.isoformat(),
        "closes_on": period.closes_on.isoformat(),
        "closed_at": stamp(period.closed_at),
        "surplus_cents": period.surplus_cents,
        "currency": asked.coop.currency,
        "closing_entry": period.closing_entry_id,
        "url": f"{ROOT}/periods/{period.id}",
        "page": f"/ledger/periods/{period.id}",
    }
