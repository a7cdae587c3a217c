"""Closed periods and their statements."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from coop.commons import labels
from coop.commons.periods import queries
from coop.commons.versions import versioned
from coop.web.database import session

bp = Blueprint("commons_periods", __name__)


@bp.get("/ledger/periods")
@versioned
def index() -> ResponseReturnValue:
    return render_template("commons/periods/index.html", periods=queries.closed_periods(session))


@bp.get("/ledger/periods/<int:period_id>")
@versioned
def show(period_id: int) -> ResponseReturnValue:
    statement = queries.statement(session, period_id) if period_id < 2**63 else None
    if statement is None:
        abort(404)
    sheet = queries.distribution(session, period_id)
    return render_template("commons/periods/show.html", statement=statement, sheet=sheet, labels=labels)
