"""Statements by days, the same as CSV, and every budget there was."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.commons import labels
from coop.commons.periods.queries import closed_periods
from coop.commons.statements import queries
from coop.commons.statements.forms import CutForm
from coop.commons.statements.hundred import hundred
from coop.commons.statements.queries import BudgetPart
from coop.commons.statements.rules import usual_days
from coop.commons.statements.spreadsheet import statement_csv
from coop.commons.statements.tables import budget_rows, tables
from coop.commons.versions import versioned
from coop.money.budgets.queries import versions
from coop.money.budgets.rules import total
from coop.money.statements.queries import statement
from coop.money.statements.rules import Basis, Cut
from coop.policies.queries import charter, local_day
from coop.web import clock, filters
from coop.web.database import session

bp = Blueprint("commons_statements", __name__)

_ASKED = ("from", "to", "basis", "known")


def _more() -> object:
    return queries.version(session, now=clock.now())


def _read() -> tuple[CutForm, Cut | None]:
    asked = any(name in request.args for name in _ASKED)
    form = CutForm(formdata=request.args if asked else None)
    today = local_day(session, clock.now())
    if not asked:
        return form, Cut(None, today)
    if "basis" not in request.args:
        form.basis.data = Basis.EFFECTIVE.value
    return form, form.cut(today)


@bp.get("/ledger/statements")
@lambda view: versioned(view, _more)
def show() -> ResponseReturnValue:
    form, cut = _read()
    if cut is None:
        return render_template("commons/statements/show.html", form=form, cut=None, links=_links(), title=""), 422
    told = statement(session, cut)
    return render_template(
        "commons/statements/show.html",
        form=form,
        cut=cut,
        title=said(cut),
        links=_links(),
        told=told,
        made=tables(told, cut),
        members=queries.members(session, cut, now=clock.now()),
        budgets=[_budget(part) for part in queries.budget_parts(session, cut)],
        uncovered=_uncovered,
        pieces=hundred(session, cut, told),
        newest=queries.newest_entry(session),
        csv="/ledger/statements.csv?" + urlencode(_asked(cut)),
        labels=labels,
        recorded=cut.basis is Basis.RECORDED,
    )


@bp.get("/ledger/statements.csv")
def spreadsheet() -> ResponseReturnValue:
    form, cut = _read()
    if cut is None:
        problems = [f"{form[name].name}: {errors[0]}" for name, errors in form.errors.items() if name]
        return Response("\n".join(problems) + "\n", status=422, mimetype="text/plain")
    made = tables(statement(session, cut), cut)
    text = statement_csv(
        made,
        queries.budget_parts(session, cut),
        cut,
        currency=charter(session).currency,
        members=queries.members(session, cut, now=clock.now()),
    )
    response = Response(text, mimetype="text/csv")
    name = f"statement-{cut.since.isoformat() if cut.since else 'all'}-{cut.until.isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.get("/ledger/budgets")
@lambda view: versioned(view, _more)
def budgets() -> ResponseReturnValue:
    return render_template("commons/statements/budgets.html", budgets=versions(session), labels=labels)


def said(cut: Cut) -> str:
    """The days in words."""
    last = filters.day(cut.until)
    if cut.since is None:
        return str(_("From the beginning to %(last)s", last=last))
    return str(_("%(first)s to %(last)s", first=filters.day(cut.since), last=last))


def _budget(part: BudgetPart) -> dict[str, object]:
    """A stretch of budgeted days: rows of income and of expenses, each with its sum."""
    sides = {}
    for name, prefix in (("income", "Income:"), ("expenses", "Expenses:")):
        rows = [row for row in part.rows if row.code.startswith(prefix)]
        sides[name] = (budget_rows(rows, part.cut), total(rows))
    return {"part": part, "sides": sides}


def _uncovered(cut: Cut, part: BudgetPart) -> bool:
    """Whether days of the statement lie outside the budget's."""
    return (cut.since, cut.until) != (part.covered.since, part.covered.until)


def _links() -> dict[str, list[tuple[str, str]]]:
    """(label, address) of days that people ask for, and of every closed period."""
    names = {
        "this-month": _("This month"),
        "last-month": _("Last month"),
        "this-quarter": _("This quarter"),
        "this-year": _("This year"),
    }
    usual = usual_days(local_day(session, clock.now()))
    return {
        "usual": [
            *((names[key], address_of(*days)) for key, days in usual.items()),
            (_("From the beginning"), "/ledger/statements"),
        ],
        "closed": [
            (
                _("%(first)s to %(last)s", first=_short(period.opens_on), last=_short(period.closes_on)),
                address_of(period.opens_on, period.closes_on),
            )
            for period in closed_periods(session)
        ],
    }


def _short(day: dt.date) -> str:
    return filters.day(day, style="medium")


def address_of(since: dt.date, until: dt.date) -> str:
    """A statement's address."""
    return f"/ledger/statements?from={since.isoformat()}&to={until.isoformat()}"


def _asked(cut: Cut) -> dict[str, str]:
    asked = {"to": cut.until.isoformat(), "basis": cut.basis.value}
    if cut.since:
        asked = {"from": cut.since.isoformat(), **asked}
    return asked | ({"known": cut.known.isoformat()} if cut.known else {})
