"""A problem with a booking: what was paid, or how the other side behaved. From here on it is a case."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from coop.governance.cases import actions
from coop.governance.cases.evidence import stored
from coop.governance.cases.queries import dispute_of
from coop.governance.cases.refusals import Refused
from coop.market.bookings.party import as_party
from coop.market.bookings.queries import Course
from coop.market.bookings.states import Side
from coop.market.disputes import dealings, queries
from coop.market.disputes.forms import ProblemForm
from coop.market.references import grouped
from coop.people.guards import current_person, signed_in
from coop.people.membership.queries import open_membership
from coop.people.persons.models import Person
from coop.policies.in_force import in_force
from coop.web import clock
from coop.web.database import session
from coop.web.filters import money
from coop.web.once import once

__all__ = ["bp", "dealings"]

bp = Blueprint("disputes", __name__)

MONEY, CONDUCT = "money", "conduct"


@bp.route("/bookings/<reference>/problem", methods=["GET", "POST"])
@signed_in
@once
def create(reference: str) -> ResponseReturnValue:
    """Say what went wrong; the other side answers, a drawn panel decides."""
    course, side = as_party(reference)
    at, booking = clock.now(), course.booking
    known = dispute_of(session, booking.reference)
    other = booking.client if side is Side.WORKER else booking.worker
    stake_cents = queries.stake_cents(session, course, at=at) if known is None and other is not None else 0
    form = ProblemForm()
    form.about.choices = _subjects(other, stake_cents)
    if form.about.choices and other is not None and form.validate_on_submit():
        kept = stored(form.file)
        if kept is not None:
            about_money = form.about.data == MONEY
            try:
                case = actions.file(
                    session,
                    complainant=current_person(),
                    respondent=other,
                    text=form.text.data,
                    evidence=kept,
                    booking=booking.reference if about_money else None,
                    stake_cents=stake_cents if about_money else 0,
                    at=at,
                )
            except Refused as refusal:
                session.rollback()
                form.form_errors.append(str(refusal))
            else:
                return redirect(f"/cases/{case.reference}?new=1", code=303)
    page = render_template(
        "market/disputes/create.html",
        form=form,
        reference=grouped(booking.reference),
        path=f"/bookings/{booking.reference}",
        known=known,
        days=_days(at),
        waits=_waits(course),
    )
    return page, 422 if form.errors else 200


def _subjects(other: Person | None, stake_cents: int) -> list[SelectChoice]:
    """What can be complained about: the money if there is any to decide about, and a member's conduct."""
    found = []
    if stake_cents > 0:
        found.append(SelectChoice(MONEY, _("The money: up to %(sum)s can go back", sum=money(stake_cents))))
    if other is not None and open_membership(session, other.id) is not None:
        found.append(SelectChoice(CONDUCT, _("How %(name)s behaved", name=other.display_name)))
    return found


def _days(at: dt.datetime) -> int:
    return in_force(session, "process.answer_days", at).whole


def _waits(course: Course) -> bool:
    """Whether a no-show can still be contested: then that comes first."""
    return course.no_show is not None and course.no_show.contested_at is None and course.no_show.settled_at is None
