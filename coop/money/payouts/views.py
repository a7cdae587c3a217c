"""Payout runs at the desk, and each worker's own bank details."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.money.cover import NotCovered
from coop.money.payouts import actions, bank_files, queries
from coop.money.payouts.forms import PaidForm, PayInForm, PayoutDetailsForm
from coop.money.payouts.iban import in_fours, masked
from coop.money.payouts.models import PayoutDetails, PayoutLine
from coop.money.payouts.queries import RunView
from coop.people.guards import current_person, current_standing, fresh, member_only, steward_only
from coop.people.persons.models import Person
from coop.policies.in_force import in_force
from coop.policies.queries import charter, local_day
from coop.web import clock
from coop.web.database import session
from coop.web.filters import money
from coop.web.once import once

bp = Blueprint("payouts", __name__)


@bp.get("/desk/payouts")
@steward_only
def index() -> ResponseReturnValue:
    return _list()


@bp.post("/desk/payouts")
@steward_only
@once
def draw_up() -> ResponseReturnValue:
    try:
        run = actions.draw_up(session, drawn_up_by=current_person(), at=clock.now())
    except actions.TooSoon:
        return _list(_("A run is open, or the rules do not allow the next one yet.")), 409
    except actions.NothingToPay:
        return _list(_("Nobody with bank details is owed the least amount that a run pays.")), 409
    return redirect(url_for(".show", reference=run.reference), code=303)


@bp.get("/desk/payouts/<reference>")
@steward_only
@fresh
def show(reference: str) -> ResponseReturnValue:
    return _run(_view(reference), PaidForm(paid_on=local_day(session, clock.now())))


@bp.post("/desk/payouts/<reference>/approval")
@steward_only
@fresh
@once
def approve(reference: str) -> ResponseReturnValue:
    view = _view(reference)
    try:
        actions.approve(session, view.run, approved_by=current_person(), at=clock.now())
    except actions.NotAllowed:
        abort(403)
    flash(_("The run is approved."), "success")
    return redirect(url_for(".show", reference=reference), code=303)


@bp.post("/desk/payouts/<reference>/payment")
@steward_only
@fresh
@once
def carry_out(reference: str) -> ResponseReturnValue:
    view = _view(reference)
    form = PaidForm()
    problem = ""
    if form.validate_on_submit():
        try:
            actions.carry_out(
                session, view.run, carried_out_by=current_person(), paid_on=form.paid_on.data, at=clock.now()
            )
        except actions.NotAllowed:
            problem = _("The run needs another person's approval first, or is over.")
        except actions.Stale:
            problem = _("The books have moved since the run was drawn up. Discard it and draw up another.")
        except NotCovered as error:
            problem = _("The bank account holds %(sum)s, less than the run pays.", sum=money(error.spare_cents))
        else:
            flash(_("The run is recorded as paid."), "success")
            return redirect(url_for(".show", reference=reference), code=303)
    return _run(view, form, problem), 422


@bp.post("/desk/payouts/<reference>/discard")
@steward_only
@fresh
@once
def discard(reference: str) -> ResponseReturnValue:
    view = _view(reference)
    try:
        actions.discard(session, view.run, discarded_by=current_person(), at=clock.now())
    except actions.NotAllowed:
        abort(409)
    flash(_("The run is discarded; nothing was paid."), "success")
    return redirect(url_for(".index"), code=303)


@bp.get("/desk/payouts/<reference>/bank.<kind>")
@steward_only
def bank_file(reference: str, kind: str) -> ResponseReturnValue:
    """The run for the bank, once nobody's approval is missing."""
    view = _view(reference)
    if kind not in ("csv", "xml") or view.state not in ("ready", "approved", "paid"):
        abort(404)
    lines, coop = queries.lines_of(session, view.run), charter(session)
    try:
        content: str | bytes = (
            bank_files.as_csv(view.run, lines, charter=coop)
            if kind == "csv"
            else bank_files.as_pain001(view.run, lines, charter=coop, execution_on=local_day(session, clock.now()))
        )
    except bank_files.NoSepa:
        abort(404)
    media = {"csv": "text/csv; charset=utf-8", "xml": "application/xml"}[kind]
    return Response(
        content,
        content_type=media,
        headers={
            "Content-Disposition": f'attachment; filename="payouts-{view.run.reference}.{kind}"',
            "Cache-Control": "no-store",
        },
    )


@bp.route("/desk/fees/<int:person_id>", methods=["GET", "POST"])
@steward_only
@once
def pay_in(person_id: int) -> ResponseReturnValue:
    """Record what a worker pays in of what is owed to the fund."""
    found = [(person, cents) for person, cents in queries.owed_to_fund(session) if person.id == person_id]
    if not found:
        abort(404)
    person, owed = found[0]
    form = PayInForm(amount_cents=owed, paid_on=local_day(session, clock.now()))
    if form.validate_on_submit():
        try:
            actions.record_fees_paid(
                session,
                person,
                amount_cents=form.amount_cents.data,
                in_cash=form.way.data == "cash",
                paid_on=form.paid_on.data,
                recorded_by=current_person(),
                at=clock.now(),
            )
        except ValueError:
            form.amount_cents.errors = [_("No more than %(sum)s is owed", sum=money(owed))]
        else:
            flash(_("Recorded."), "success")
            return redirect(url_for(".index"), code=303)
    page = render_template("money/payouts/pay_in.html", form=form, person=person, owed_cents=owed)
    return page, 422 if form.errors else 200


@bp.get("/my/payouts/<reference>")
@member_only
def receipt(reference: str) -> ResponseReturnValue:
    """The receipt of one's own payout; a stranger's is not found."""
    view = _view(reference)
    line = session.get(PayoutLine, (view.run.id, current_person().party_id))
    if view.execution is None or line is None:
        abort(404)
    return render_template(
        "money/payouts/receipt.html",
        view=view,
        line=line,
        person=current_person(),
        account=masked(line.iban),
        entries=queries.entries_of(session, view.run, line.party_id),
    )


@bp.route("/my/payout-details", methods=["GET", "POST"])
@fresh
@once
def details() -> ResponseReturnValue:
    """For members, and for who left and is still owed a share, earnings or dividends."""
    person = current_person()
    if not current_standing().is_member and not queries.owed_to(session, person.party_id):
        abort(403)
    known = session.get(PayoutDetails, person.id)
    back = "/my/earnings" if current_standing().is_member else "/my/membership"
    form = PayoutDetailsForm(
        holder=known.holder if known else person.display_name,
        iban=in_fours(known.iban) if known else "",
        bic=known.bic if known else "",
    )
    if form.validate_on_submit():
        actions.set_details(
            session, person, holder=form.holder.data, iban=form.iban.data, bic=form.bic.data or "", at=clock.now()
        )
        flash(_("Saved. The next payout goes there."), "success")
        return redirect(back, code=303)
    page = render_template("money/payouts/details.html", form=form, known=known, back=back)
    return page, 422 if form.errors else 200


def _view(reference: str) -> RunView:
    return queries.run_by_reference(session, reference) or abort(404)


def _list(problem: str = "") -> str:
    at = clock.now()
    minimum = in_force(session, "payout.minimum_cents", at)
    due = queries.dues(session, minimum_cents=minimum.whole)
    next_on = queries.next_run_on(session, at=at)
    return render_template(
        "money/payouts/index.html",
        runs=queries.runs(session),
        open_run=queries.open_run(session),
        due=[one for one in due if one.details],
        without=[one for one in due if not one.details],
        owing=queries.owed_to_fund(session),
        minimum_cents=minimum.whole,
        next_on=next_on,
        may_draw_up=next_on <= local_day(session, at),
        problem=problem,
        words=state_words(),
        form_errors=bool(problem),
    )


def _run(view: RunView, form: PaidForm, problem: str = "") -> str:
    people = {
        person_id: session.get_one(Person, person_id).display_name
        for person_id in {
            view.run.drawn_up_by_id,
            view.approval.approved_by_id if view.approval else view.run.drawn_up_by_id,
            view.execution.carried_out_by_id if view.execution else view.run.drawn_up_by_id,
        }
    }
    coop = charter(session)
    return render_template(
        "money/payouts/show.html",
        view=view,
        lines=queries.lines_of(session, view.run),
        returned=queries.returned_of(session, view.run),
        form=form,
        people=people,
        problem=problem,
        masked=masked,
        words=state_words(),
        is_own=view.run.drawn_up_by_id == current_person().id,
        has_sepa=coop.currency == "EUR" and bool(coop.iban),
        form_errors=bool(problem),
    )


def state_words() -> dict[str, str]:
    """What a run's states are called."""
    return {
        "waiting": _("waits for a second person"),
        "ready": _("ready to pay"),
        "approved": _("approved"),
        "paid": _("paid"),
        "discarded": _("discarded"),
    }
