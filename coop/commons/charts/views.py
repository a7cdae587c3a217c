"""The fund over time, fund by fund; fees; where each 100 went; every distribution."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from babel import dates
from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.commons import labels
from coop.commons.charts import queries
from coop.commons.charts.queries import Distributed
from coop.commons.charts.rules import OPEN, Point, funds_held, points, thinned
from coop.commons.sharing.queries import movements
from coop.commons.statements.hundred import hundred
from coop.commons.statements.views import address_of
from coop.commons.versions import versioned
from coop.money.statements.queries import statement
from coop.money.statements.rules import Cut
from coop.policies.queries import local_day
from coop.web import clock, figures, filters
from coop.web.database import session

bp = Blueprint("commons_charts", __name__)

SMALL = 90  # height of a chart among several, in the chart's own units


@bp.get("/ledger/charts")
@lambda view: versioned(view, lambda: local_day(session, clock.now()))
def show() -> ResponseReturnValue:
    series, months = thinned(points(movements(session)))
    funds = funds_held(series)
    named = [(_name(point, months), point) for point in series]
    everything = Cut(None, local_day(session, clock.now()))
    return render_template(
        "commons/charts/show.html",
        fund=_line([(name, point.fund_cents) for name, point in named]) if series else None,
        funds=[
            (_fund(code), _line([(name, point.held.get(code, 0)) for name, point in named], SMALL)) for code in funds
        ],
        rows=[
            (name, address_of(point.first, point.last), [point.held.get(code, 0) for code in funds], point.fund_cents)
            for name, point in reversed(named)
        ],
        fees=[
            replace(bar, href=address_of(point.first, point.last))
            for bar, point in zip(
                figures.signed_bars([(name, point.fee_cents) for name, point in named], filters.money),
                series,
                strict=True,
            )
        ][::-1],
        fees_total=filters.money(sum(point.fee_cents for point in series)),
        pieces=hundred(session, everything, statement(session, everything)),
        shared=_shared(queries.distributions(session)),
        by={1: "month", 3: "quarter"}.get(months, "year"),
    )


def _line(rows: list[tuple[str, int]], height: int = 170) -> figures.Line:
    return figures.line(rows, filters.money, height=height, say_tick=filters.money_short)


def _fund(code: str) -> str:
    return str(_("Income less expenses, not yet closed")) if code == OPEN else labels.account_meaning(code)


def _name(point: Point, months: int) -> str:
    """March 2026, Q1 2026, 2026 or 2020-2023, in the reader's language."""
    if months <= 12:
        return _format(point.last, {1: "LLLL y", 3: "QQQ y"}.get(months, "y"))
    first, last = _format(point.first, "y"), _format(point.last, "y")
    return first if first == last else f"{first}\N{EN DASH}{last}"


def _format(day: dt.date, pattern: str) -> str:
    return str(dates.format_date(day, format=pattern, locale=filters.locale()))


def _shared(shared: list[Distributed]) -> list[tuple[Distributed, list[figures.Bar], str]]:
    """Each distribution with its uses as pieces of one bar, a use in the same fill in all of them, and its sum."""
    there = {use for one in shared for use in one.uses}
    uses = [*(use for use in labels.USES if use in there), *sorted(there - set(labels.USES))]
    return [
        (
            one,
            figures.stack([(labels.use(use), one.uses.get(use, 0)) for use in uses], filters.money),
            filters.money(sum(one.uses.values())),
        )
        for one in shared
    ]
