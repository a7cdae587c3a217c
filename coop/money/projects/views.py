"""What funds have promised: a page a project for anyone, handing in receipts, ending it, a steward's small promise."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.money.cover import NotCovered
from coop.money.fund import actions as fund
from coop.money.fund.commitments import actions, queries
from coop.money.fund.commitments.queries import CommitmentView
from coop.money.fund.commitments.rules import Fund
from coop.money.fund.forms import ReceiptForm
from coop.money.fund.views import kept_receipt, state_words
from coop.money.projects.forms import FUND_NAMES, ClosingForm, PromiseForm
from coop.people.directory.queries import members
from coop.people.guards import current_person, current_standing, signed_in, steward_only
from coop.people.persons.models import Person
from coop.policies.in_force import in_force
from coop.policies.queries import local_day
from coop.web import clock
from coop.web.database import session
from coop.web.filters import day, money
from coop.web.once import once

bp = Blueprint("projects", __name__)


def _view(reference: str) -> CommitmentView:
    return queries.by_reference(session, reference) or abort(404)


@bp.get("/projects")
def index() -> ResponseReturnValue:
    """Every promise, the newest first."""
    return render_template(
        "money/projects/index.html",
        views=queries.commitments(session),
        names=FUND_NAMES,
        today=local_day(session, clock.now()),
    )


@bp.get("/projects/<reference>")
def show(reference: str) -> ResponseReturnValue:
    """One promise: how much, until when, what was paid against which receipts, what returned."""
    view = _view(reference)
    standing = current_standing()
    responsible = session.get_one(Person, view.commitment.responsible_id) if standing.is_member else None
    return render_template(
        "money/projects/show.html",
        view=view,
        receipts=queries.receipts_of(session, view.commitment),
        words=state_words(),
        names=FUND_NAMES,
        fund=Fund(view.commitment.fund),
        responsible=responsible,
        is_own=standing.person_id == view.commitment.responsible_id,
        is_steward=standing.is_steward,
        is_member=standing.is_member,
        is_over=local_day(session, clock.now()) > view.commitment.ends_on,
    )


@bp.route("/projects/<reference>/receipts/new", methods=["GET", "POST"])
@signed_in
@once
def submit(reference: str) -> ResponseReturnValue:
    """Hand in a receipt. For whoever carries the project out, member or no longer."""
    view, form = _own(reference), ReceiptForm()
    if form.validate_on_submit() and (receipt := kept_receipt(form)) is not None:
        try:
            fund.submit_receipt(
                session,
                view.commitment,
                submitted_by=current_person(),
                title=form.title.data,
                amount_cents=form.amount_cents.data,
                spent_on=form.spent_on.data,
                pay_to=form.pay_to.data,
                receipt=receipt,
                at=clock.now(),
            )
        except fund.BeyondPromise as error:
            form.amount_cents.errors = [_("Only %(sum)s is left of what is promised", sum=money(error.left_cents))]
        except actions.AlreadyClosed:
            flash(_("The project is closed: no more receipts come in."), "stop")
            return redirect(f"/projects/{reference}", code=303)
        else:
            flash(_("Handed in. A steward looks at it who does not carry the project out."), "success")
            return redirect(f"/projects/{reference}", code=303)
    page = render_template(
        "money/projects/submit.html",
        view=view,
        form=form,
        left_cents=max(0, view.state.left_cents - view.state.waiting_cents),
    )
    return page, 422 if form.errors else 200


@bp.route("/projects/<reference>/closing", methods=["GET", "POST"])
@signed_in
@once
def close(reference: str) -> ResponseReturnValue:
    """End a project: what is not spent returns. For whoever carries it out, and for stewards."""
    view, form = _view(reference), ClosingForm()
    if current_person().id != view.commitment.responsible_id and not current_standing().is_steward:
        abort(403)
    problem = ""
    if form.validate_on_submit():
        try:
            made = actions.close(
                session, view.commitment, closed_by=current_person(), report=form.report.data, at=clock.now()
            )
        except actions.StillWaiting:
            problem = _("A receipt waits to be looked at: it is approved or refused first.")
        except actions.AlreadyClosed:
            flash(_("The project is closed already."), "stop")
            return redirect(f"/projects/{reference}", code=303)
        else:
            flash(_("Closed. %(sum)s returned to the fund.", sum=money(made.returned_cents)), "success")
            return redirect(f"/projects/{reference}", code=303)
    page = render_template(
        "money/projects/close.html", view=view, form=form, problem=problem, form_errors=bool(form.errors or problem)
    )
    return page, 409 if problem else 422 if form.errors else 200


@bp.route("/desk/projects/new", methods=["GET", "POST"])
@steward_only
@once
def promise() -> ResponseReturnValue:
    """A steward promises a small sum to somebody else's purpose, without a vote."""
    at, form = clock.now(), PromiseForm()
    form.responsible.choices = [
        (person.id, person.display_name)
        for _membership, person in members(session, public_only=False, at=at)
        if person.id != current_person().id
    ]
    if form.validate_on_submit():
        try:
            made = actions.commit_without_vote(
                session,
                fund=Fund(form.fund.data),
                title=form.title.data,
                amount_cents=form.amount_cents.data,
                responsible=session.get_one(Person, form.responsible.data),
                steward=current_person(),
                at=at,
            )
        except actions.AboveLimit as error:
            form.amount_cents.errors = [
                _("Without a vote at most %(sum)s can be promised", sum=money(error.limit_cents))
            ]
        except actions.NotFree as error:
            form.amount_cents.errors = [_("The fund has only %(sum)s free", sum=money(error.free_cents))]
        except NotCovered as error:
            form.amount_cents.errors = [
                _("The co-op holds only %(sum)s of its own that is not promised", sum=money(error.spare_cents))
            ]
        else:
            flash(_("Promised until %(when)s.", when=day(made.ends_on)), "success")
            return redirect(f"/projects/{made.reference}", code=303)
    page = render_template(
        "money/projects/promise.html",
        form=form,
        limit_cents=in_force(session, "funds.limit_without_vote_cents", at).whole,
    )
    return page, 422 if form.errors else 200


def _own(reference: str) -> CommitmentView:
    view = _view(reference)
    if view.commitment.responsible_id != current_person().id:
        abort(403)
    return view
