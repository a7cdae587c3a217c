"""A member's own leave, their standing by date, and the hours of the last days."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.people.absence import actions, queries, words
from coop.people.absence.forms import LeaveOfAbsenceForm
from coop.people.absence.models import MemberLeave
from coop.people.guards import current_person, member_only
from coop.people.membership.models import Membership
from coop.people.membership.queries import open_membership
from coop.people.membership.refusals import NotPossible
from coop.policies.in_force import in_force
from coop.policies.queries import local_day
from coop.web import clock
from coop.web.database import session
from coop.web.once import once

bp = Blueprint("absence", __name__)


def _own() -> Membership:
    membership = open_membership(session, current_person().id)
    if membership is None:
        abort(404)
    return membership


@bp.route("/my/membership/absence", methods=["GET", "POST"])
@member_only
@once
def show() -> ResponseReturnValue:
    """Declare a leave; what there is already, and how one stands."""
    membership, form, at = _own(), LeaveOfAbsenceForm(), clock.now()
    if form.validate_on_submit():
        try:
            actions.go_on_leave(
                session, membership, begins_on=form.begins_on.data, ends_on=form.ends_on.data, at=at
            )
        except NotPossible as reason:
            form.begins_on.errors = [_(str(reason))]
        else:
            flash(_("Your leave is written down."), "success")
            return redirect(url_for(".show"), code=303)
    return render_template(
        "people/absence/show.html",
        form=form,
        membership=membership,
        today=local_day(session, at),
        leaves=queries.leaves_of(session, membership.id),
        spans=queries.conditions(session, [membership])[membership.id],
        hours=next(iter(queries.hours(session, at=at, membership_id=membership.id)), None),
        window=in_force(session, "membership.minimum_days", at).whole,
        most=in_force(session, "membership.leave_days", at).whole,
        words=words,
    ), 422 if form.errors else 200


@bp.post("/my/membership/absence/<int:leave_id>/end")
@member_only
def end(leave_id: int) -> ResponseReturnValue:
    """Come back before its last day."""
    leave = session.get(MemberLeave, leave_id)
    if leave is None or leave.membership_id != _own().id:
        abort(404)
    try:
        actions.come_back(session, leave, at=clock.now())
    except NotPossible as reason:
        flash(_(str(reason)), "stop")
    return redirect(url_for(".show"), code=303)
