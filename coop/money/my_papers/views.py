"""A worker's list of papers, and files of them."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date

from coop.money.earnings.queries import first_day
from coop.money.earnings.rules import previous_month
from coop.money.my_papers.spreadsheet import papers_csv
from coop.money.papers import queries
from coop.money.papers.words import paper_words
from coop.money.tax_status.queries import status_on
from coop.money.tax_status.words import kind_words
from coop.people.guards import current_person, current_standing, signed_in
from coop.policies.queries import local_day
from coop.web import clock
from coop.web.database import session

bp = Blueprint("my_papers", __name__)

_A_PAGE = 40
_MONTHS = 12


@bp.get("/my/papers")
@signed_in
def index() -> ResponseReturnValue:
    """What a worker gives to their accountant: statements, invoices, credit notes."""
    person, today = current_person(), local_day(session, clock.now())
    written = request.args.get("before", "")
    before = int(written) if written.isascii() and written.isdigit() and len(written) < 19 else None
    found = queries.of_worker(session, person.party_id, limit=_A_PAGE + 1, before=before)
    began = first_day(session, person.party_id)
    return render_template(
        "money/my_papers/index.html",
        papers=found[:_A_PAGE],
        words=paper_words(),
        status=status_on(session, person.id, today),
        kinds=kind_words(),
        may_list=current_standing().may_list,
        months=_months(began, today),
        years=range(today.year, min(began.year if began else today.year, today.year) - 1, -1),
        newer="/my/papers" if before is not None else None,
        older=f"/my/papers?before={found[_A_PAGE - 1].id}" if len(found) > _A_PAGE else None,
    )


@bp.get("/my/papers/<int:year>.csv")
@signed_in
def spreadsheet(year: int) -> ResponseReturnValue:
    """Invoices and credit notes of a year, those issued and those got."""
    if not 2000 <= year <= 2999:
        abort(404)
    of_year = queries.of_worker_in(session, current_person().party_id, year)
    response = Response(papers_csv(of_year), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="papers-{year}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response

def _months(began: dt.date | None, today: dt.date) -> list[tuple[str, str]]:
    """(address, name) of the newest months with entries, newest first."""
    months: list[tuple[str, str]] = []
    first = today.replace(day=1)
    while began is not None and len(months) < _MONTHS and first >= began.replace(day=1):
        months.append((f"/my/statements/{first:%Y-%m}", format_date(first, "MMMM y")))
        first = previous_month(first)
    return months
