"""One's own membership: applying, where it stands, one's capital, leaving."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from coop.people.absence import words as absence_words
from coop.people.absence.queries import condition_of
from coop.people.absence.queries import hours as hours_of
from coop.people.capital_pages import statement_of
from coop.people.classes import words as class_words
from coop.people.classes.queries import classes_of, open_classes
from coop.people.classes.rules import MemberClass
from coop.people.guards import current_person, current_standing, fresh, member_only, signed_in
from coop.people.membership import actions, capital, queries
from coop.people.membership.models import Membership
from coop.people.membership.refusals import NotPossible
from coop.people.orientation.queries import steps
from coop.people.own_membership.forms import ApplyForm, ApplyWithClassForm, LeaveForm
from coop.policies.in_force import in_force
from coop.policies.queries import charter, local_day
from coop.web import clock
from coop.web.database import session
from coop.web.once import once

bp = Blueprint("membership", __name__)


@bp.get("/my/membership")
@signed_in
def show() -> ResponseReturnValue:
    if current_standing().is_member:
        return _member()
    application = queries.open_application(session, current_person().id)
    if application is not None:
        return render_template(
            "people/own_membership/applicant.html",
            candidacy=queries.candidacy(session, application, at=clock.now()),
            objections=queries.objections_to(session, application),
            works=application.member_class == MemberClass.WORKER,
            has_steps=bool(steps(session)),
        )
    return render_template(
        "people/own_membership/outsider.html",
        end=queries.last_end(session, current_person().id),
        capital=capital.capital_of(session, current_person().party_id),
        **_terms(),
    )


def _member() -> ResponseReturnValue:
    membership, at = _own(), clock.now()
    today = local_day(session, at)
    return render_template(
        "people/own_membership/member.html",
        membership=membership,
        capital=capital.capital_of(session, current_person().party_id),
        due_cents=capital.share_due(session, membership, at=at),
        parts=[part for part in capital.share_instalments(session, membership, at=at) if part.left_cents],
        today=today,
        class_label=class_words.label(classes_of(session, [membership.id], at=at)[membership.id]),
        condition=absence_words.condition(condition_of(session, membership, on=today)),
        hours=next(iter(hours_of(session, at=at, membership_id=membership.id)), None),
        has_steps=bool(steps(session)),
        votes_can_be_given=in_force(session, "vote.delegation_cap", at).whole > 0,
        charter=charter(session),
        **_terms(),
    )


def _own() -> Membership:
    membership = queries.open_membership(session, current_person().id)
    if membership is None:
        abort(404)
    return membership


def _terms() -> dict[str, int]:
    """The rules of membership in figures, for pages that explain them."""
    at = clock.now()
    return {
        "share_cents": in_force(session, "share.price_cents", at).whole,
        "redemption_days": in_force(session, "share.redemption_days", at).whole,
        "probation": in_force(session, "membership.probation_bookings", at).whole,
        "probation_hours": in_force(session, "membership.probation_hours", at).whole,
        "must_orient": in_force(session, "membership.orientation", at).text == "required",
        "parts_of_share": in_force(session, "share.instalments", at).whole,
        "objection_days": in_force(session, "membership.objection_days", at).whole,
        "by_vote": in_force(session, "membership.admission", at).text == "vote",
    }


@bp.route("/my/membership/apply", methods=["GET", "POST"])
@signed_in
def apply() -> ResponseReturnValue:
    standing = current_standing()
    if standing.is_member or standing.is_applicant:
        return redirect(url_for(".show"))
    opened = open_classes(session, at=clock.now())
    form = ApplyForm() if len(opened) == 1 else ApplyWithClassForm()
    if isinstance(form, ApplyWithClassForm):
        form.member_class.choices = [SelectChoice(each.value, class_words.label(each)) for each in opened]
        form.member_class.data = form.member_class.data or MemberClass.WORKER.value
    if form.validate_on_submit():
        wanted = MemberClass(form.member_class.data) if isinstance(form, ApplyWithClassForm) else MemberClass.WORKER
        actions.apply(
            session, current_person(), statement=form.statement.data, member_class=wanted, at=clock.now()
        )
        flash(_("Your application is with the members."), "success")
        return redirect(url_for(".show"), code=303)
    hints = {each.value: class_words.hint(each) for each in opened}
    page = render_template("people/own_membership/apply.html", form=form, hints=hints, **_terms())
    return page, 422 if form.errors else 200


@bp.post("/my/membership/withdraw")
@signed_in
def withdraw() -> ResponseReturnValue:
    application = queries.open_application(session, current_person().id)
    if application is None:
        abort(404)
    actions.withdraw(session, application, at=clock.now())
    flash(_("Your application is withdrawn."), "info")
    return redirect(url_for(".show"), code=303)


@bp.get("/my/membership/capital")
@signed_in
def show_capital() -> ResponseReturnValue:
    person = current_person()
    return render_template(
        "people/own_membership/capital.html",
        whom=person,
        **statement_of(person, year=request.args.get("year", type=int)),
    )


@bp.route("/my/membership/leave", methods=["GET", "POST"])
@member_only
@fresh
@once
def leave() -> ResponseReturnValue:
    membership, form = _own(), LeaveForm()
    if form.validate_on_submit():
        try:
            actions.leave(session, membership, reason=form.reason.data or "", at=clock.now())
        except NotPossible as reason:
            form.form_errors.append(_(str(reason)))
        else:
            flash(_("You have left the co-op. You can still book services here."), "info")
            return redirect(url_for(".show"), code=303)
    return render_template(
        "people/own_membership/leave.html",
        form=form,
        capital=capital.capital_of(session, current_person().party_id),
        **_terms(),
    ), 422 if form.errors else 200
