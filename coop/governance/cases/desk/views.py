"""The stewards' list of cases, and the safety pause that takes two of them."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.governance.cases import actions, queries, words
from coop.governance.cases.access import Role, role_in
from coop.governance.cases.forms import PauseForm
from coop.governance.cases.queries import CaseFile
from coop.governance.cases.refusals import Refused
from coop.people.guards import current_person, current_standing, fresh, steward_only
from coop.policies.in_force import in_force
from coop.web import clock
from coop.web.database import session
from coop.web.once import once

bp = Blueprint("case_desk", __name__)


@bp.get("/desk/cases")
@steward_only
def index() -> ResponseReturnValue:
    """That cases exist, where they stand, and what is due when. What was written only where the rule says so."""
    at = clock.now()
    files = queries.files_of(session, queries.open_cases(session))
    return render_template(
        "governance/cases/desk.html",
        files=[(held, role_in(session, held, current_standing())) for held in files],
        at=at,
        words=words,
        coming=[next((step for step in held.timeline(at) if not step.done), None) for held in files],
    )


@bp.route("/desk/cases/<reference>/pause", methods=["GET", "POST"])
@steward_only
@fresh
@once
def pause(reference: str) -> ResponseReturnValue:
    """Sign a pause, the first or the second."""
    held, form, at = _readable(reference), PauseForm(), clock.now()
    if form.validate_on_submit():
        try:
            held = actions.sign_pause(session, held.case, by=current_person(), reasons=form.reasons.data, at=at)
        except Refused as refusal:
            session.rollback()
            form.form_errors.append(str(refusal))
        else:
            paused = held.pause is not None
            flash(_("The listings are paused.") if paused else _("Signed. Another steward has to sign too."), "success")
            return redirect("/desk/cases", code=303)
    page = render_template(
        "governance/cases/pause.html",
        held=held,
        form=form,
        counting=[each for each in held.signatures if each.counts_until > at],
        days=in_force(session, "process.pause_days", at).whole,
        hours=in_force(session, "process.signing_hours", at).whole,
    )
    return page, 422 if form.errors else 200


@bp.route("/desk/cases/<reference>/pause/end", methods=["GET", "POST"])
@steward_only
@fresh
@once
def lift(reference: str) -> ResponseReturnValue:
    """End a pause early."""
    held, form = _readable(reference), PauseForm()
    if held.pause is None or held.pause[1] is not None:
        abort(404)
    if not form.validate_on_submit():
        page = render_template("governance/cases/lift.html", held=held, form=form)
        return page, 422 if form.errors else 200
    actions.lift_pause(session, held.case, by=current_person(), reason=form.reasons.data, at=clock.now())
    return redirect("/desk/cases", code=303)


def _readable(reference: str) -> CaseFile:
    """A case that stewards may read; one's own is none of one's office."""
    case = queries.by_reference(session, reference)
    held = queries.file_of(session, case) if case else None
    if held is None or role_in(session, held, current_standing()) is not Role.STEWARD:
        abort(404)
    return held
