"""One's own membership: applying, where it stands, one's capital, leaving."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.people.guards import current_person, current_standing, fresh, member_only, signed_in
from coop.people.membership import actions, capital, queries
from coop.people.membership.models import Membership
from coop.people.membership.refusals import NotPossible
from coop.people.own_membership.forms import ApplyForm, LeaveForm
from coop.policies.in_force import in_force
from coop.policies.queries import charter
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
        )
    return render_template(
        "people/own_membership/outsider.html",
        end=queries.last_end(session, current_person().id),
        owed_cents=capital.capital_of(session, current_person().party_id).redeemable_cents,
        **_terms(),
    )


def _member() -> ResponseReturnValue:
    membership = _own()
    return render_template(
        "people/own_membership/member.html",
        membership=membership,
        capital=capital.capital_of(session, current_person().party_id),
        due_cents=capital.share_due(session, membership, at=clock.now()),
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
        "objection_days": in_force(session, "membership.objection_days", at).whole,
        "by_vote": in_force(session, "membership.admission", at).text == "vote",
    }


@bp.route("/my/membership/apply", methods=["GET", "POST"])
@signed_in
def apply() -> ResponseReturnValue:
    standing = current_standing()
    if standing.may_list:
        return redirect(url_for(".show"))
    form = ApplyForm()
    if form.validate_on_submit():
        actions.apply(session, current_person(), statement=form.statement.data, at=clock.now())
        flash(_("Your application is with the members."), "success")
        return redirect(url_for(".show"), code=303)
    return render_template("people/own_membership/apply.html", form=form, **_terms()), 422 if form.errors else 200


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
    party_id = current_person().party_id
    return render_template(
        "people/own_membership/capital.html",
        capital=capital.capital_of(session, party_id),
        lines=capital.capital_lines(session, party_id),
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
