"""Members read who applies, and may object."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.people.applications.forms import ObjectForm
from coop.people.classes import words as class_words
from coop.people.classes.queries import open_classes
from coop.people.classes.rules import MemberClass
from coop.people.guards import current_person, member_only
from coop.people.membership import actions, queries
from coop.people.membership.models import Application
from coop.people.membership.refusals import NotPossible
from coop.people.membership.rules import Stage
from coop.people.orientation.actions import tick
from coop.people.orientation.models import OrientationStep
from coop.people.orientation.queries import checklist
from coop.people.persons.models import Person
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
        class_label=class_words.label(MemberClass(application.member_class)),
        classes_differ=len(open_classes(session, at=clock.now())) > 1,
        checklist=checklist(session, application.person_id),
        form=form,
    ), 422 if form.errors else 200


@bp.post("/members/applications/<int:application_id>/orientation/<int:step_id>")
@member_only
def vouch(application_id: int, step_id: int) -> ResponseReturnValue:
    """A member says that an applicant has done a step of the orientation."""
    application, step = session.get(Application, application_id), session.get(OrientationStep, step_id)
    if application is None or application.closed_at is not None or step is None:
        abort(404)
    person = session.get_one(Person, application.person_id)
    try:
        tick(session, step, person=person, checked_by=current_person(), at=clock.now())
    except NotPossible as reason:
        flash(_(str(reason)), "stop")
    return redirect(url_for(".show", application_id=application_id), code=303)
