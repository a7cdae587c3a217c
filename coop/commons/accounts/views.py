"""The ledger's front page, and every account with its running balance."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from coop.commons import labels
from coop.commons.accounts import queries
from coop.commons.keyset import read_key
from coop.commons.versions import versioned
from coop.ledger import chart
from coop.web.database import session

bp = Blueprint("commons_accounts", __name__)


@bp.get("/ledger")
@versioned
def overview() -> ResponseReturnValue:
    books = queries.books(session)
    return render_template("commons/accounts/overview.html", books=books, labels=labels, minutes=chart.MINUTES)


@bp.get("/ledger/accounts/<code>")
@versioned
def show(code: str) -> ResponseReturnValue:
    page = queries.account_page(session, code, read_key(request.args, parts=2)) if code.isprintable() else None
    if page is None:
        abort(404)
    return render_template(
        "commons/accounts/show.html",
        page=page,
        labels=labels,
        in_minutes=page.account.commodity == chart.MINUTES,
    )
