"""Closing periods at the desk; the statements themselves are public, at /ledger/periods."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.ledger.chart import CHART
from coop.money.periods import actions, queries
from coop.money.periods.forms import CloseForm
from coop.money.periods.rules import NotClosable, following_months
from coop.people.guards import fresh, steward_only
from coop.policies.queries import local_day
from coop.web import clock
from coop.web.database import session
from coop.web.filters import day, money
from coop.web.once import once

bp = Blueprint("periods_desk", __name__)


@bp.get("/desk/periods")
@steward_only
@fresh
def index() -> ResponseReturnValue:
    since = queries.first_open_day(session)
    months = following_months(since - dt.timedelta(days=1), local_day(session, clock.now())) if since else []
    opens_on, closes_on = months[0] if months else (since, None)
    return _page(CloseForm(opens_on=opens_on, closes_on=closes_on))


@bp.post("/desk/periods")
@steward_only
@fresh
@once
def close() -> ResponseReturnValue:
    form = CloseForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        period = actions.close(session, opens_on=form.opens_on.data, closes_on=form.closes_on.data, at=clock.now())
    except NotClosable as error:
        field = form.closes_on if error.args[0] in ("order", "running", "spanned", "small") else form.opens_on
        field.errors = [_reasons()[error.args[0]]]
        return _page(form), 422
    flash(
        _("Closed to %(day)s with a surplus of %(sum)s.", day=day(period.closes_on), sum=money(period.surplus_cents)),
        "success",
    )
    return redirect(url_for(".index"), code=303)


def _reasons() -> dict[str, str]:
    return {
        "order": _("The last day comes before the first"),
        "running": _("The last day is not over yet"),
        "adjoining": _("A period begins on the day after the last closed one"),
        "spanned": _("Days on both sides of this one are summed together: close on a later day"),
        "small": _("Too few bookings are left to be summed by themselves: close on a later day"),
        "earlier": _("There are entries before this day: begin earlier, or they would never be closed"),
    }


def _page(form: CloseForm) -> str:
    since, today = queries.first_open_day(session), local_day(session, clock.now())
    running = queries.statement(session, opens_on=since, closes_on=max(since, today)) if since else None
    return render_template(
        "money/periods/index.html",
        form=form,
        periods=queries.periods(session),
        since=since,
        running=running,
        meanings={spec.code: _(spec.meaning) for spec in CHART.values()},
    )
