"""The pages of members who judge."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from coop.governance.cases import actions, queries, words
from coop.governance.cases.forms import ConflictForm, LeaveForm, VoteForm
from coop.governance.cases.panel.queries import conflicts_of, is_willing
from coop.governance.cases.queries import CaseFile
from coop.governance.cases.refusals import Refused
from coop.governance.cases.rules import CHOICES, Kind, Measure, Verdict
from coop.people.directory.queries import member_by_number
from coop.people.guards import current_person, fresh, member_only
from coop.people.persons.models import Person
from coop.policies.queries import charter
from coop.web import clock
from coop.web.database import session
from coop.web.forms import OnceForm
from coop.web.once import once

bp = Blueprint("case_panel", __name__)


@bp.get("/my/panel")
@member_only
def mine() -> ResponseReturnValue:
    """Whether one is willing, whom one cannot judge, and what one has to decide."""
    return _mine(ConflictForm(formdata=None))


@bp.post("/my/panel")
@member_only
@once
def say() -> ResponseReturnValue:
    """Say that one is willing, or no longer."""
    if OnceForm().validate_on_submit():
        now_willing = not is_willing(session, current_person().id)
        actions.offer(session, current_person(), willing=now_willing, at=clock.now())
        flash(_("You can be drawn from now on.") if now_willing else _("You will not be drawn any more."), "success")
    return redirect("/my/panel", code=303)


@bp.post("/my/panel/conflicts")
@member_only
@once
def conflict() -> ResponseReturnValue:
    """Name somebody one cannot judge."""
    form = ConflictForm()
    if not form.validate_on_submit():
        return _mine(form), 422
    found = member_by_number(session, form.number.data, at=clock.now())
    if found is None:
        form.number.errors = [_("There is no such member.")]
        return _mine(form), 422
    try:
        actions.say_conflict(session, current_person(), other=found[1], ground=form.ground.data, at=clock.now())
    except Refused as refusal:
        form.number.errors = [str(refusal)]
        return _mine(form), 422
    return redirect("/my/panel", code=303)


@bp.post("/my/panel/conflicts/<int:person_id>/end")
@member_only
@once
def end_conflict(person_id: int) -> ResponseReturnValue:
    """Take it back."""
    stands = next((each for each, _p in conflicts_of(session, current_person().id) if each.other_id == person_id), None)
    if stands is None:
        abort(404)
    other = session.get_one(Person, person_id)
    actions.say_conflict(
        session, current_person(), other=other, ground=stands.ground, stands=False, at=clock.now()
    )
    return redirect("/my/panel", code=303)


@bp.route("/cases/<reference>/vote", methods=["GET", "POST"])
@member_only
@fresh
@once
def vote(reference: str) -> ResponseReturnValue:
    """Decide, with reasons for the sides and reasons for everybody."""
    held, form = _seated(reference), VoteForm()
    form.measure.choices = [
        SelectChoice(measure.value, words.measure(measure)) for measure in CHOICES[Kind(held.case.kind)]
    ]
    if form.validate_on_submit() and (verdict := _verdict(form)) is not None:
        try:
            actions.vote(
                session,
                held.case,
                by=current_person(),
                verdict=verdict,
                reasons=form.reasons.data,
                public_reasons=form.public_reasons.data,
                conditions=form.conditions.data or "",
                at=clock.now(),
            )
        except Refused as refusal:
            session.rollback()
            form.form_errors.append(str(refusal))
        else:
            flash(_("Your vote is counted."), "success")
            return redirect(f"/cases/{reference}", code=303)
    page = render_template(
        "governance/cases/vote.html", held=held, form=form, words=words, currency=charter(session).currency
    )
    return page, 422 if form.errors else 200


@bp.route("/cases/<reference>/stepping-down", methods=["GET", "POST"])
@member_only
@once
def step_down(reference: str) -> ResponseReturnValue:
    """Give the seat up; the next one drawn takes it."""
    held, form = _seated(reference), LeaveForm()
    if not form.validate_on_submit():
        page = render_template("governance/cases/step_down.html", held=held, form=form)
        return page, 422 if form.errors else 200
    try:
        actions.step_down(session, held.case, by=current_person(), ground=form.ground.data, at=clock.now())
    except Refused as refusal:
        session.rollback()
        flash(str(refusal), "stop")
    else:
        flash(_("You are off this panel. The next one drawn takes your place."), "success")
    return redirect("/my/panel", code=303)


def _verdict(form: VoteForm) -> Verdict | None:
    """What was chosen; None, with an error on the field, where its days or its amount is missing."""
    measure = Measure(form.measure.data)
    field = {Measure.SUSPENSION: form.days, Measure.REFUND: form.refund_cents}.get(measure)
    if field is not None and not field.data:
        field.errors = [_("Say how many days") if measure is Measure.SUSPENSION else _("Say how much")]
        return None
    return Verdict(measure, field.data if field is not None else 0)


def _seated(reference: str) -> CaseFile:
    """A case that waits for the reader's vote; to everybody else it does not exist."""
    case = queries.by_reference(session, reference)
    held = queries.file_of(session, case) if case else None
    seat = held.seat_of(current_person().id) if held else None
    if held is None or seat is None or held.decision is not None or seat.position in held.voted:
        abort(404)
    return held


def _mine(form: ConflictForm) -> str:
    me = current_person().id
    return render_template(
        "governance/cases/panel.html",
        form=form,
        willing=is_willing(session, me),
        conflicts=conflicts_of(session, me),
        judged=queries.panels_of(session, me),
        words=words,
        me=me,
    )
