"""What I earned: a page a month, made to be printed as a statement."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date

from coop.money.earnings import queries
from coop.money.earnings.rules import last_day, month_of, next_month, previous_month
from coop.money.earnings.words import kind_words
from coop.money.payouts.iban import masked
from coop.money.payouts.models import PayoutDetails
from coop.money.payouts.queries import next_run_on
from coop.people.guards import current_person, member_only
from coop.policies.queries import local_day
from coop.web import clock
from coop.web.database import session

bp = Blueprint("earnings", __name__)


@bp.get("/my/earnings")
@member_only
def index() -> ResponseReturnValue:
    return _month(local_day(session, clock.now()).replace(day=1))


@bp.get("/my/earnings/<month>")
@member_only
def month(month: str) -> ResponseReturnValue:
    first = month_of(month)
    if first is None or first > local_day(session, clock.now()):
        abort(404)
    return _month(first)


def _month(first: dt.date) -> str:
    person, today = current_person(), local_day(session, clock.now())
    began = queries.first_day(session, person.party_id)
    details = session.get(PayoutDetails, person.id)
    return render_template(
        "money/earnings/index.html",
        first=first,
        month_name=format_date(first, "MMMM y"),
        last=last_day(first),
        today=today,
        person=person,
        earnings=queries.earnings(session, person.party_id, since=first, until=last_day(first)),
        waiting=queries.waiting_for_client(session, person.party_id),
        kinds=kind_words(),
        earlier=_link(previous_month(first)) if began and began < first else None,
        later=_link(next_month(first)) if next_month(first) <= today else None,
        is_now=first <= today < next_month(first),
        account=masked(details.iban) if details else "",
        next_run_on=next_run_on(session, at=clock.now()),
    )


def _link(first: dt.date) -> str:
    return url_for(".month", month=f"{first:%Y-%m}")
