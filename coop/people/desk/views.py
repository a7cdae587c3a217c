"""What stewards write down about membership: shares that came in, shares paid back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from coop.people.absence.queries import hours
from coop.people.applications.views import stage_label
from coop.people.capital_pages import statement_of
from coop.people.classes import words as class_words
from coop.people.classes.actions import set_class
from coop.people.classes.queries import class_history, classes_of, open_classes
from coop.people.classes.rules import MemberClass
from coop.people.desk import queries
from coop.people.desk.forms import ClassForm, RedemptionForm, SharePaymentForm
from coop.people.guards import current_person, fresh, steward_only
from coop.people.membership import actions, capital, leaving
from coop.people.membership.queries import candidacies
from coop.people.membership.refusals import NotPossible
from coop.people.obligations.queries import timetable
from coop.policies.queries import charter, local_day
from coop.web import clock
from coop.web.database import session
from coop.web.once import once

bp = Blueprint("membership_desk", __name__)


@bp.get("/desk/membership")
@steward_only
def index() -> ResponseReturnValue:
    at = clock.now()
    return render_template(
        "people/desk/index.html",
        candidacies=candidacies(session, at=at),
        stage_label=stage_label,
        shares_due=queries.shares_due(session, at=at),
        redemptions=leaving.redemptions_due(session),
        overdue=queries.overdue_cents(session, at=at),
        timetable=timetable(session),
        short=[one for one in hours(session, at=at) if one.is_short],
        today=local_day(session, at),
    )


def _days() -> dict[str, Any]:
    """The days on which a payment can be posted, for forms."""
    today = local_day(session, clock.now())
    return {"today": today, "first_day": capital.first_open_day(session)}


@bp.route("/desk/membership/shares/<int:number>", methods=["GET", "POST"])
@steward_only
@fresh
@once
def share(number: int) -> ResponseReturnValue:
    """Record what a member paid in on their share."""
    found = queries.open_member(session, number)
    if found is None:
        abort(404)
    membership, person = found
    due_cents, days = capital.share_due(session, membership, at=clock.now()), _days()
    form = SharePaymentForm(**days, data={"amount_cents": due_cents, "paid_on": days["today"]})
    if form.validate_on_submit():
        try:
            actions.record_share_payment(
                session,
                membership,
                amount_cents=form.amount_cents.data,
                paid_on=form.paid_on.data,
                recorded_by=current_person(),
                into=form.into.data,
                at=clock.now(),
            )
        except NotPossible as reason:
            form.amount_cents.errors = [_(str(reason))]
        else:
            flash(_("Posted to the ledger."), "success")
            return redirect(url_for(".index"), code=303)
    return render_template(
        "people/desk/share.html", form=form, membership=membership, whom=person, due_cents=due_cents,
        currency=charter(session).currency,
    ), 422 if form.errors else 200


@bp.route("/desk/membership/redemptions/<int:number>", methods=["GET", "POST"])
@steward_only
@fresh
@once
def redemption(number: int) -> ResponseReturnValue:
    """Record that the share of somebody who left was paid back."""
    found = queries.departed(session, number)
    if found is None or found[0].approved_entry_id is None:
        abort(404)
    departure, membership, person = found
    days = _days()
    form = RedemptionForm(**days, data={"paid_on": days["today"]})
    if form.validate_on_submit():
        try:
            actions.redeem(
                session,
                departure,
                paid_on=form.paid_on.data,
                paid_by=current_person(),
                out_of=form.out_of.data,
                at=clock.now(),
            )
        except NotPossible as reason:
            form.form_errors.append(_(str(reason)))
        else:
            flash(_("Posted to the ledger."), "success")
            return redirect(url_for(".index"), code=303)
    return render_template(
        "people/desk/redemption.html", form=form, departure=departure, membership=membership, whom=person
    ), 422 if form.errors else 200


@bp.get("/desk/membership/capital/<int:number>")
@steward_only
def statement(number: int) -> ResponseReturnValue:
    """The capital account statement of a member, present or former, to print and hand over."""
    found = queries.anybody(session, number)
    if found is None:
        abort(404)
    membership, person = found
    return render_template(
        "people/desk/capital.html",
        membership=membership,
        whom=person,
        **statement_of(person, year=request.args.get("year", type=int)),
    )


@bp.route("/desk/membership/classes/<int:number>", methods=["GET", "POST"])
@steward_only
@fresh
@once
def member_class(number: int) -> ResponseReturnValue:
    """Write down that a member is of another class from now on."""
    found, at = queries.open_member(session, number), clock.now()
    if found is None:
        abort(404)
    membership, person = found
    now = classes_of(session, [membership.id], at=at)[membership.id]
    form = ClassForm(data={"member_class": now.value})
    offered = dict.fromkeys([*open_classes(session, at=at), now])
    form.member_class.choices = [SelectChoice(each.value, class_words.label(each)) for each in offered]
    if form.validate_on_submit():
        wanted = MemberClass(form.member_class.data)
        if set_class(session, membership.id, wanted, set_by=current_person(), reason=form.reason.data, at=at):
            flash(_("Written down."), "success")
            return redirect(url_for("members_register.index"), code=303)
        form.member_class.errors = [_("They are of this class already")]
    return render_template(
        "people/desk/member_class.html",
        form=form,
        membership=membership,
        whom=person,
        history=[
            (one, class_words.label(MemberClass(one.member_class))) for one in class_history(session, membership.id)
        ],
    ), 422 if form.errors else 200
