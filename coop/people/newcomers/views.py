"""The newcomer's own list, and the steward's."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.people.guards import current_person, signed_in, steward_only
from coop.people.newcomers.forms import StepForm
from coop.people.orientation import actions, queries
from coop.people.orientation.models import OrientationStep
from coop.people.refusals import NotPossible
from coop.policies.in_force import in_force
from coop.web import clock
from coop.web.database import session
from coop.web.once import once

bp = Blueprint("orientation", __name__)


def _is_required() -> bool:
    return in_force(session, "membership.orientation", clock.now()).text == "required"


def _step(step_id: int) -> OrientationStep:
    found = session.get(OrientationStep, step_id)
    if found is None:
        abort(404)
    return found


@bp.get("/my/membership/orientation")
@signed_in
def show() -> ResponseReturnValue:
    """Step by step, with what is done."""
    return render_template(
        "people/orientation/show.html",
        steps=queries.checklist(session, current_person().id),
        is_required=_is_required(),
    )


@bp.post("/my/membership/orientation/<int:step_id>")
@signed_in
def tick(step_id: int) -> ResponseReturnValue:
    """Tick a step off oneself."""
    try:
        actions.tick(session, _step(step_id), person=current_person(), checked_by=current_person(), at=clock.now())
    except NotPossible as reason:
        flash(_(str(reason)), "stop")
    return redirect(url_for(".show"), code=303)


@bp.route("/desk/membership/orientation", methods=["GET", "POST"])
@steward_only
@once
def desk() -> ResponseReturnValue:
    """Write a further step down."""
    form = StepForm()
    if form.validate_on_submit():
        actions.add_step(
            session,
            title=form.title.data,
            text=form.text.data or "",
            by_member=form.by_member.data,
            added_by=current_person(),
            at=clock.now(),
        )
        return redirect(url_for(".desk"), code=303)
    return render_template(
        "people/orientation/desk.html", form=form, steps=queries.steps(session), is_required=_is_required()
    ), 422 if form.errors else 200


@bp.post("/desk/membership/orientation/<int:step_id>/end")
@steward_only
def end(step_id: int) -> ResponseReturnValue:
    """Ask a step of nobody any more."""
    actions.end_step(session, _step(step_id), ended_by=current_person(), at=clock.now())
    return redirect(url_for(".desk"), code=303)
