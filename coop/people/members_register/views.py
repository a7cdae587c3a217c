"""The register for members to inspect, as a page to print and as CSV. What each paid in, stewards alone see."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.people.absence import words as absence_words
from coop.people.absence.rules import Condition
from coop.people.classes import words as class_words
from coop.people.guards import current_standing, member_only
from coop.people.members_register.queries import Line, register
from coop.policies.queries import local_day
from coop.web import clock
from coop.web.database import session
from coop.web.spreadsheets import csv_text, money_cell

bp = Blueprint("members_register", __name__)


def _day() -> dt.date:
    """The day asked for; today for none, for one to come and for what is no day."""
    today = local_day(session, clock.now())
    try:
        return min(dt.date.fromisoformat(request.args.get("on", "")), today)
    except ValueError:
        return today


@bp.get("/members/register")
@member_only
def index() -> ResponseReturnValue:
    """Present members, then those who left."""
    on = _day()
    lines = register(session, on=on)
    return render_template(
        "people/members_register/index.html",
        on=on,
        present=[line for line in lines if line.condition is not Condition.LEFT],
        former=[line for line in lines if line.condition is Condition.LEFT],
        class_label=class_words.label,
        condition_label=absence_words.condition,
    )


@bp.get("/members/register.csv")
@member_only
def as_csv() -> ResponseReturnValue:
    """The same for a spreadsheet."""
    shows_shares = current_standing().is_steward
    head = (_("Number"), _("Name"), _("Class"), _("Standing"), _("Member since"), _("Left on"))
    rows = (_row(line, shows_shares=shows_shares) for line in register(session, on=_day()))
    text = csv_text((*head, _("Share paid in")) if shows_shares else head, rows)
    return Response(text, mimetype="text/csv", headers={"Cache-Control": "no-store"})


def _row(line: Line, *, shows_shares: bool) -> tuple[object, ...]:
    row = (
        line.number,
        line.name,
        class_words.label(line.member_class),
        absence_words.condition(line.condition),
        line.admitted_on.isoformat(),
        line.left_on.isoformat() if line.left_on else "",
    )
    return (*row, money_cell(line.paid_cents)) if shows_shares else row
