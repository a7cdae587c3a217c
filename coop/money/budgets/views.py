"""Budgets at the desk; against what was booked they are public, at /ledger/statements."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.money.budgets import actions, queries
from coop.money.budgets.forms import BOOKED, EMPTY, BudgetForm, DaysForm
from coop.money.budgets.queries import Recorded
from coop.money.budgets.rules import NotBudgetable
from coop.money.statements.queries import statement
from coop.money.statements.rules import Cut
from coop.people.guards import current_person, steward_only
from coop.policies.models import Decision
from coop.policies.queries import decision_by_reference, local_day
from coop.web import clock
from coop.web.database import session
from coop.web.filters import day
from coop.web.once import once

bp = Blueprint("budgets_desk", __name__)

_DAY = dt.timedelta(days=1)


@bp.get("/desk/budget")
@steward_only
def index() -> ResponseReturnValue:
    known = queries.standing(session)
    first = known[0].plan.closes_on + _DAY if known else local_day(session, clock.now()).replace(month=1, day=1)
    last = first.replace(month=12, day=31)
    return _list(known, DaysForm(formdata=None, opens_on=first, closes_on=last))


@bp.get("/desk/budget/new")
@steward_only
def draft() -> ResponseReturnValue:
    if not request.args:
        return redirect(url_for(".index"))
    days = DaysForm(formdata=request.args)
    known = queries.standing(session)
    if days.validate() and days.opens_on.data > days.closes_on.data:
        days.closes_on.errors = [_reason("order")]
    if days.errors or not _plausible(days.opens_on.data, days.closes_on.data):
        if not days.errors:
            days.opens_on.errors = [_("Enter days between 1970 and 2999")]
        return _list(known, days), 422
    same = queries.of_days(known, days.opens_on.data, days.closes_on.data)
    form = BudgetForm(
        formdata=None,
        opens_on=days.opens_on.data,
        closes_on=days.closes_on.data,
        replaces=same.version if same else 0,
    )
    form.begin_with(_start(days, same, known))
    return _form(form, same)


@bp.post("/desk/budget/new")
@steward_only
@once
def record() -> ResponseReturnValue:
    form = BudgetForm()
    if not form.validate_on_submit():
        return _form(form), 422
    if not _plausible(form.opens_on.data, form.closes_on.data):
        form.opens_on.errors = [_("Enter days between 1970 and 2999")]
        return _form(form), 422
    decision = _decision(form)
    if form.decision.errors:
        return _form(form), 422
    try:
        actions.record_budget(
            session,
            opens_on=form.opens_on.data,
            closes_on=form.closes_on.data,
            lines=form.lines,
            replaces=form.replaces.data or 0,
            recorded_by=current_person(),
            decision=decision,
            at=clock.now(),
        )
    except NotBudgetable as error:
        return _refused(form, error)
    flash(_("Recorded. Everybody can see it beside what is booked."), "success")
    return redirect(url_for(".index"), code=303)


def _start(days: DaysForm, same: Recorded | None, known: list[Recorded]) -> dict[str, int]:
    """What the amounts begin as."""
    if days.start.data == EMPTY:
        return {}
    if days.start.data != BOOKED:
        return dict((same or known[0]).plan.lines) if known else {}
    long = days.closes_on.data - days.opens_on.data
    until = min(days.opens_on.data, local_day(session, clock.now())) - _DAY
    told = statement(session, Cut(until - long, until))
    return {line.code: line.cents for line in (*told.income, *told.expenses)}


def _decision(form: BudgetForm) -> Decision | None:
    if not form.decision.data:
        return None
    written = "".join(char for char in form.decision.data if char.isprintable())
    found = decision_by_reference(session, written)
    if found is None:
        problem = _("There is no decision %(number)s: look its number up under Decisions", number=written)
        form.decision.errors = [problem]
    return found


def _refused(form: BudgetForm, error: NotBudgetable) -> ResponseReturnValue:
    why, *what = error.args
    if why == "overlap":
        form.opens_on.errors = [
            _(
                "These days overlap with the budget of %(first)s to %(last)s: "
                "take its days to replace it, or other days",
                first=day(what[0].opens_on),
                last=day(what[0].closes_on),
            )
        ]
    elif why == "meanwhile":
        form.replaces.data, form.replaces.raw_data = what[0], None
        form.opens_on.errors = [_reason(why)]
    else:
        (form.closes_on if why == "order" else form.amounts[0][1]).errors = [_reason(why)]
    return _form(form), 409 if why == "meanwhile" else 422


def _reason(why: str) -> str:
    reasons: dict[str, str] = {
        "order": _("The last day comes before the first"),
        "empty": _("Enter at least one amount"),
        "meanwhile": _(
            "Someone recorded a budget for these days that you have not seen: look at it below, then record yours again"
        ),
    }
    return reasons[why]


def _plausible(*days: dt.date) -> bool:
    return all(1970 <= day.year <= 2999 for day in days)


def _list(known: list[Recorded], form: DaysForm) -> str:
    return render_template("money/budgets/index.html", budgets=known, form=form)


def _form(form: BudgetForm, same: Recorded | None = None) -> str:
    form.name_accounts()
    if same is None and form.opens_on.data and form.closes_on.data:
        same = queries.of_days(queries.standing(session), form.opens_on.data, form.closes_on.data)
    titles = {code: str(field.label.text) for code, field in form.amounts}
    return render_template("money/budgets/record.html", form=form, same=same, titles=titles)
