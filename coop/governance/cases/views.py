"""A case, for those it concerns alone: to everybody else it does not exist."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.governance.cases import actions, forms, queries, words
from coop.governance.cases.access import Role, role_in
from coop.governance.cases.course import Stage
from coop.governance.cases.evidence import download, stored
from coop.governance.cases.queries import CaseFile
from coop.governance.cases.refusals import Refused
from coop.governance.closing.queries import outcome_of
from coop.governance.proposals.models import Proposal
from coop.people.directory.queries import member_by_number
from coop.people.guards import current_person, current_standing, member_only, signed_in
from coop.people.persons.models import Person
from coop.policies.in_force import in_force
from coop.web import clock
from coop.web.database import session
from coop.web.once import once

bp = Blueprint("cases", __name__)


@bp.get("/my/cases")
@signed_in
def mine() -> ResponseReturnValue:
    """Cases one brought, that are about one, or that one judges."""
    me, at = current_person().id, clock.now()
    return render_template(
        "governance/cases/mine.html",
        files=queries.files_of(session, queries.cases_of(session, me)),
        judged=queries.panels_of(session, me),
        words=words,
        at=at,
        me=me,
    )


@bp.route("/cases/new", methods=["GET", "POST"])
@signed_in
@once
def new() -> ResponseReturnValue:
    """Complain about a member; `?member=` fills in the number."""
    form = forms.ComplaintForm(number=request.args.get("member", type=int))
    if form.validate_on_submit():
        respondent = _member(form.number.data)
        if respondent is None:
            form.number.errors = [_("There is no such member.")]
        elif (kept := stored(form.file)) is not None:
            try:
                case = actions.file(
                    session,
                    complainant=current_person(),
                    respondent=respondent,
                    text=form.text.data,
                    evidence=kept,
                    is_urgent=form.is_urgent.data,
                    at=clock.now(),
                )
            except Refused as refusal:
                form.form_errors.append(str(refusal))
            else:
                return redirect(f"/cases/{case.reference}?new=1", code=303)
    days = in_force(session, "process.answer_days", clock.now()).whole
    page = render_template("governance/cases/new.html", form=form, days=days)
    return page, 422 if form.errors else 200


@bp.get("/cases/<reference>")
@signed_in
def show(reference: str) -> ResponseReturnValue:
    """What was said, what is known of the panel, what comes next and when."""
    held, role = _case(reference)
    return _page(held, role)


@bp.post("/cases/<reference>/answer")
@signed_in
@once
def answer(reference: str) -> ResponseReturnValue:
    """The one complained about answers."""
    held, role = _case(reference)
    if role is not Role.RESPONDENT:
        abort(404)
    form = forms.AnswerForm()
    if not form.validate_on_submit():
        return _page(held, role, answer_form=form, form=form), 422
    return _taken(reference, lambda: actions.answer(
        session, held.case, by=current_person(), text=form.text.data, at=clock.now()))  # fmt: skip


@bp.post("/cases/<reference>/evidence")
@signed_in
@once
def add(reference: str) -> ResponseReturnValue:
    """One side adds words or a file."""
    held, role = _case(reference)
    if role not in (Role.COMPLAINANT, Role.RESPONDENT):
        abort(404)
    form = forms.EvidenceForm()
    kept = stored(form.file) if form.validate_on_submit() else None
    if kept is not None and not kept and not form.words.data:
        form.words.errors = [_("Write something or choose a file")]
    if form.errors or kept is None:
        return _page(held, role, evidence_form=form, form=form), 422
    return _taken(reference, lambda: actions.add_evidence(
        session, held.case, by=current_person(), text=form.words.data or "", file=kept, at=clock.now()))  # fmt: skip


@bp.get("/cases/<reference>/evidence/<int:number>")
@signed_in
def evidence(reference: str, number: int) -> ResponseReturnValue:
    """A file that was added."""
    held, _role = _case(reference)
    found = next((each for each in held.evidence if each.id == number and each.file), None)
    if found is None:
        abort(404)
    return download(found.file, f"{held.case.reference}-{number}")


@bp.route("/cases/<reference>/appeal", methods=["GET", "POST"])
@member_only
@once
def appeal(reference: str) -> ResponseReturnValue:
    """Appealing, for the one concerned; then what members read before they vote, for them."""
    held, at = _any(reference), clock.now()
    if held.appeal is not None and request.method == "GET":
        proposal = session.get_one(Proposal, held.appeal.proposal_id)
        return render_template(
            "governance/cases/appeal.html",
            held=held,
            words=words,
            proposal=proposal,
            outcome=outcome_of(session, proposal, held.opening, at=at) if held.opening else None,
        )
    if role_in(session, held, current_standing()) is not Role.RESPONDENT:
        abort(404)
    if held.stage(at) is not Stage.WINDOW:
        return redirect(f"/cases/{reference}", code=303)
    form = forms.AppealForm()
    if not form.validate_on_submit():
        page = render_template("governance/cases/appealing.html", held=held, form=form, words=words)
        return page, 422 if form.errors else 200
    return _taken(reference, lambda: actions.appeal(
        session, held.case, by=current_person(), grounds=form.text.data, at=clock.now()))  # fmt: skip


def _any(reference: str) -> CaseFile:
    case = queries.by_reference(session, reference)
    if case is None:
        abort(404)
    return queries.file_of(session, case)


def _case(reference: str) -> tuple[CaseFile, Role]:
    held = _any(reference)
    role = role_in(session, held, current_standing())
    if role is None:
        abort(404)
    return held, role


def _member(number: int) -> Person | None:
    """The member of that number, as far as the reader knows them: those who are not public only members do."""
    found = member_by_number(session, number, at=clock.now())
    return found[1] if found and (found[1].is_public or current_standing().is_member) else None


def _taken(reference: str, step: Any) -> ResponseReturnValue:
    try:
        step()
    except Refused as refusal:
        session.rollback()
        flash(str(refusal), "stop")
    return redirect(f"/cases/{reference}", code=303)


def _page(held: CaseFile, role: Role, **given: Any) -> str:
    at = clock.now()
    is_side = role in (Role.COMPLAINANT, Role.RESPONDENT)
    seat = held.seat_of(current_person().id)
    return render_template(
        "governance/cases/show.html",
        **{
            "held": held,
            "role": role.value,
            "stage": held.stage(at),
            "Stage": Stage,
            "steps": held.timeline(at),
            "words": words,
            "at": at,
            "is_new": "new" in request.args,
            "is_side": is_side,
            "me": current_person().id,
            "seat": seat,
            "has_voted": seat is not None and seat.position in held.voted,
            "answer_form": forms.AnswerForm(formdata=None),
            "evidence_form": forms.EvidenceForm(formdata=None),
            "form": None,
        }
        | given,
    )
