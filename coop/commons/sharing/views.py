"""Where your money goes: one page for anyone, each chart with its table."""

from __future__ import annotations

import datetime as dt
from typing import Any

from babel import dates
from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from coop.commons import labels
from coop.commons.periods.queries import Share, closed_periods, shared_out
from coop.commons.sharing import queries
from coop.commons.sharing.rules import Month, Movement, by_account, months
from coop.commons.versions import versioned
from coop.money.five_lines.queries import five_lines_for
from coop.money.five_lines.words import labelled
from coop.money.split.rules import FiveLines
from coop.web import clock, figures, filters
from coop.web.database import session

bp = Blueprint("commons_sharing", __name__)

HUNDRED = 100_00


@bp.get("/how-we-share")
@versioned
def show() -> ResponseReturnValue:
    moved = queries.movements(session)
    series = months(moved)
    return render_template(
        "commons/sharing/show.html",
        hundred=hundred(),
        pieces=_pieces(hundred()),
        series=series,
        charts=_charts(series, moved),
        shares=_by_decision(shared_out(session)),
        labels=labels,
        last=next(iter(closed_periods(session)), None),
    )


def hundred() -> FiveLines:
    """Where 100 goes under the rules in force now."""
    return five_lines_for(session, HUNDRED, at=clock.now())


def _pieces(lines: FiveLines) -> list[figures.Bar]:
    return figures.stack(labelled(lines), filters.money)


def _charts(series: list[Month], moved: list[Movement]) -> dict[str, Any]:
    spent = by_account(moved, "Expenses:")
    return {
        "fund": figures.line(
            [(month_name(m), m.fund_cents) for m in series], filters.money, say_tick=filters.money_short
        )
        if series
        else None,
        "fees": figures.signed_bars([(month_name(m), m.fees_cents) for m in series], filters.money),
        "fees_total": filters.money(sum(m.fees_cents for m in series)),
        "spent": figures.signed_bars(
            [(labels.account_meaning(code), c) for code, c in spent.items()], filters.money
        ),
        "spent_total": filters.money(sum(spent.values())),
    }


def month_name(month: Month) -> str:
    """A month in the reader's language: March 2026."""
    return str(
        dates.format_date(dt.date(month.year, month.month, 1), format="LLLL y", locale=filters.locale())
    )


def _by_decision(shares: list[Share]) -> list[dict[str, Any]]:
    """Decisions that shared out a surplus, newest first, each with a bar for every account."""
    grouped: dict[str, list[Share]] = {}
    for share in shares:
        grouped.setdefault(share.decision, []).append(share)
    return [
        {
            "reference": reference,
            "title": parts[0].title,
            "decided_at": parts[0].decided_at,
            "bars": figures.bars(
                [(labels.account_meaning(p.account), max(p.cents, 0)) for p in parts], filters.money
            ),
            "total": filters.money(sum(p.cents for p in parts)),
        }
        for reference, parts in grouped.items()
    ]
