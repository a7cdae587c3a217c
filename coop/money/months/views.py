"""A worker's monthly statement, to print or for a spreadsheet, and a whole year."""

from __future__ import annotations

import datetime as dt
import re

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import format_date

from coop.money.earnings.queries import first_day
from coop.money.earnings.rules import last_day, month_of, next_month, previous_month
from coop.money.earnings.words import kind_words
from coop.money.months import queries
from coop.money.months.rules import OWED, OWING, Month
from coop.money.months.spreadsheet import columns_told, statement_csv
from coop.money.tax_status.queries import standing_on
from coop.people.guards import current_person, signed_in
from coop.policies.queries import charter, local_day
from coop.web import clock
from coop.web.database import session

bp = Blueprint("months", __name__)


@bp.get("/my/statements/<month>")
@signed_in
def show(month: str) -> ResponseReturnValue:
    person, today = current_person(), local_day(session, clock.now())
    first = month_of(month)
    if first is None or first > today:
        abort(404)
    began, after = first_day(session, person.party_id), next_month(first)
    return render_template(
        "money/months/show.html",
        month=_statement(first, last_day(first)),
        month_name=format_date(first, "MMMM y"),
        address=f"/my/statements/{first:%Y-%m}",
        owed=OWED,
        owing=OWING,
        supplier=standing_on(session, person.id, min(today, last_day(first)), otherwise=person.display_name),
        kinds=kind_words(),
        columns=columns_told(),
        is_now=first <= today < after,
        earlier=f"/my/statements/{previous_month(first):%Y-%m}" if began and began < first else None,
        later=f"/my/statements/{after:%Y-%m}" if after <= today else None,
    )


@bp.get("/my/statements/<period>.csv")
@signed_in
def spreadsheet(period: str) -> ResponseReturnValue:
    """Of a month, `2026-03`, or of a year, `2026`."""
    if re.fullmatch(r"(19|20)\d\d", period, re.ASCII):
        first, last = dt.date(int(period), 1, 1), dt.date(int(period), 12, 31)
    else:
        first = month_of(period) or abort(404)
        last = last_day(first)
    if first > local_day(session, clock.now()):
        abort(404)
    text = statement_csv(_statement(first, last), currency=charter(session).currency)
    response = Response(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="statement-{period}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _statement(first: dt.date, last: dt.date) -> Month:
    return queries.statement(session, current_person().party_id, since=first, until=last)
