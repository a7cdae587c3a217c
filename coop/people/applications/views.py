"""Members read who applies, and may object."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.people.applications.forms import ObjectForm
from coop.people.guards import current_person, member_only
from coop.people.membership import actions, queries
from coop.people.membership.models import Application
from coop.people.membership.refusals import NotPossible
from coop.people.membership.rules import Stage
from coop.web import clock
from coop.web.database import session

bp = Blueprint("applications", __name__)


def stage_label(stage: Stage) -> str:
    """What an application waits for, in the reader's language."""
    labels: dict[Stage, str] = {
        Stage.PROBATION: _("In probation"),
        Stage.OBJECTIONS: _("Open to objections"),
        Stage.VOTE: _("Waits for a vote"),
        Stage.ADMISSION: _("About to be admitted"),
    }
    return labels[stage]


@bp.get("/members/applications")
@member_only
def index() -> ResponseReturnValue:
    return render_template(
        "people/applications/index.html",
        candidacies=queries.candidacies(session, at=clock.now()),
        stage_label=stage_label,
    )


@bp.route("/members/applications/<int:application_id>", methods=["GET", "POST"])
@member_only
def show(application_id: int) -> ResponseReturnValue:
    application = session.get(Application, application_id)
    if application is None or application.closed_at is not None:
        abort(404)
    form = ObjectForm()
    if form.validate_on_submit():
        try:
            actions.object_to(
                session, application, member=current_person(), reason=form.reason.data, at=clock.now()
            )
        except NotPossible as reason:
            form.form_errors.append(_(str(reason)))
        else:
            flash(_("Your objection stands. The members will vote."), "success")
            return redirect(url_for(".show", application_id=application_id), code=303)
    objections = queries.objections_to(session, application)
    return render_template(
        "people/applications/show.html",
        candidacy=queries.candidacy(session, application, at=clock.now()),
        objections=objections,
        objected=any(objection.member_id == current_person().id for objection, _name in objections),
        stage_label=stage_label,
        form=form,
    ), 422 if form.errors else 200
