"""The ledger's front page, and every account with its running balance."""

from __future__ import annotations

import functools

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from coop.commons import labels
from coop.commons.accounts import queries
from coop.commons.keyset import read_key
from coop.commons.reading import as_recorded
from coop.commons.versions import versioned
from coop.ledger import chart
from coop.money.reconciliation.queries import comparison, span
from coop.money.reconciliation.queries import version as bank_version
from coop.money.small_days.queries import was_ever_on
from coop.web.database import session

bp = Blueprint("commons_accounts", __name__)


def _at_the_bank() -> object:
    """What the page shows besides the books: how far they were compared with the bank."""
    return bank_version(session)


@bp.get("/ledger")
@functools.partial(versioned, more=_at_the_bank)
def overview() -> ResponseReturnValue:
    known = span(session)
    # The bank shows what it shows: it is compared with the entries as they were recorded. What is left unexplained
    # is of no single booking.
    with as_recorded():
        compared = comparison(session, known[1]) if known else None
    return render_template(
        "commons/accounts/overview.html",
        books=queries.books(session),
        labels=labels,
        minutes=chart.MINUTES,
        compared=compared,
        sums_small_days=was_ever_on(session),
    )


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
