"""Expenses: submitted by any member, looked at and paid at the desk. Gifts and grants are recorded there."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.config import Settings
from coop.ledger.chart import CHART
from coop.money.cover import NotCovered
from coop.money.fund import actions, queries, receipts
from coop.money.fund.commitments import queries as projects
from coop.money.fund.forms import (
    DonationForm,
    EarningForm,
    ExpenseForm,
    GrantForm,
    PaidForm,
    ReceiptForm,
    RefusalForm,
    purposes,
)
from coop.money.fund.queries import ExpenseView
from coop.people.guards import current_person, current_standing, member_only, steward_only
from coop.policies.in_force import in_force
from coop.policies.queries import local_day
from coop.web import clock
from coop.web.database import session
from coop.web.filters import money
from coop.web.once import once
from coop.web.prefill import prefilled_cents, prefilled_day

bp = Blueprint("fund_desk", __name__)


@bp.get("/my/expenses")
@member_only
def mine() -> ResponseReturnValue:
    return render_template(
        "money/fund/mine.html",
        words=state_words(),
        expenses=queries.expenses(session, submitted_by_id=current_person().id),
    )


@bp.route("/my/expenses/new", methods=["GET", "POST"])
@member_only
@once
def submit() -> ResponseReturnValue:
    form = ExpenseForm()
    form.account.choices = purposes()
    if form.validate_on_submit() and (receipt := kept_receipt(form)) is not None:
        actions.submit_expense(
            session,
            submitted_by=current_person(),
            account=form.account.data,
            title=form.title.data,
            amount_cents=form.amount_cents.data,
            spent_on=form.spent_on.data,
            pay_to=form.pay_to.data,
            receipt=receipt,
            at=clock.now(),
        )
        flash(_("Submitted. A steward looks at it."), "success")
        return redirect(url_for(".mine"), code=303)
    limit = in_force(session, "spend.limit_without_vote_cents", clock.now())
    page = render_template("money/fund/submit.html", form=form, limit_cents=limit.whole)
    return page, 422 if form.errors else 200


def kept_receipt(form: ExpenseForm | ReceiptForm) -> str | None:
    """The stored receipt's name; None, with an error on the field, when there is none to be kept."""
    upload = form.receipt.data
    content = upload.read(receipts.MOST_BYTES + 1) if upload else b""
    if not content:
        form.receipt.errors = [_("Choose the receipt: a PDF, or a photo of it")]
        return None
    settings: Settings = current_app.extensions["coop_settings"]
    try:
        return receipts.store(settings.uploads, content)
    except receipts.BadReceipt as error:
        too_large = error.args[0] == "size"
        form.receipt.errors = [
            _("The receipt is larger than 10 MB") if too_large else _("A receipt is a PDF, JPEG or PNG file")
        ]
        return None


@bp.get("/expenses/<reference>/receipt")
@member_only
def receipt(reference: str) -> ResponseReturnValue:
    """The receipt, to members; always a download, never shown by the browser under our own address."""
    view = _view(reference)
    settings: Settings = current_app.extensions["coop_settings"]
    path = receipts.find(settings.uploads, view.expense.receipt)
    if path is None:
        abort(404)
    ending = path.suffix[1:]
    response = Response(path.read_bytes(), content_type=receipts.TYPES[ending])
    response.headers["Content-Disposition"] = f'attachment; filename="{view.expense.reference}.{ending}"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@bp.get("/desk/expenses")
@steward_only
def expenses() -> ResponseReturnValue:
    return render_template(
        "money/fund/expenses.html",
        words=state_words(),
        to_approve=queries.waiting_for_approval(session),
        to_pay=queries.waiting_for_payment(session),
        newest=queries.expenses(session),
        limit_cents=in_force(session, "spend.limit_without_vote_cents", clock.now()).whole,
    )


@bp.get("/desk/expenses/<reference>")
@steward_only
def expense(reference: str) -> ResponseReturnValue:
    return _page(_view(reference))


@bp.post("/desk/expenses/<reference>/approval")
@steward_only
@once
def approve(reference: str) -> ResponseReturnValue:
    view = _view(reference)
    try:
        actions.approve_expense(session, view.expense, approver=current_person(), at=clock.now())
    except actions.NeedsAnother:
        return _page(view, _own_words(view)), 409
    except actions.BeyondPromise as error:
        return _page(view, _("Only %(sum)s is left of what is promised.", sum=money(error.left_cents))), 409
    except actions.NeedsVote:
        return _page(view, _("It is above the limit: only the members' vote can approve it.")), 409
    except actions.NotOpen:
        return _page(view, _("It was refused already, or its project is closed.")), 409
    except NotCovered as error:
        return _page(view, _("The fund has %(sum)s of its own, less than this.", sum=money(error.spare_cents))), 409
    flash(_("Approved: the fund owes it now."), "success")
    return redirect(url_for(".expense", reference=reference), code=303)


@bp.post("/desk/expenses/<reference>/refusal")
@steward_only
@once
def refuse(reference: str) -> ResponseReturnValue:
    view = _view(reference)
    form = RefusalForm()
    if not form.validate_on_submit():
        return _page(view, refusal=form), 422
    try:
        actions.refuse_expense(
            session, view.expense, refused_by=current_person(), reason=form.reason.data, at=clock.now()
        )
    except actions.NotOpen:
        return _page(view, _("It was approved already.")), 409
    flash(_("Refused."), "success")
    return redirect(url_for(".expense", reference=reference), code=303)


@bp.post("/desk/expenses/<reference>/payment")
@steward_only
@once
def pay(reference: str) -> ResponseReturnValue:
    view = _view(reference)
    form = PaidForm()
    if not form.validate_on_submit():
        return _page(view, paid=form), 422
    try:
        actions.pay_expense(session, view.expense, paid_by=current_person(), paid_on=form.paid_on.data, at=clock.now())
    except actions.NotOpen:
        return _page(view, _("It is not approved.")), 409
    except actions.NeedsAnother:
        if projects.of_expense(session, view.expense.id) is not None:
            return _page(view, _own_words(view)), 409
        return _page(view, _("It is a large expense: someone pays it who neither submitted nor approved it.")), 409
    except NotCovered as error:
        return _page(view, _("The bank account holds %(sum)s, less than this.", sum=money(error.spare_cents))), 409
    flash(_("Recorded as paid."), "success")
    return redirect(url_for(".expense", reference=reference), code=303)


@bp.get("/desk/donations")
@steward_only
def donations() -> ResponseReturnValue:
    return _gifts()


@bp.post("/desk/donations")
@steward_only
@once
def donate() -> ResponseReturnValue:
    form = DonationForm()
    if not form.validate_on_submit():
        return _gifts(donation=form), 422
    actions.record_donation(
        session,
        amount_cents=form.amount_cents.data,
        received_on=form.received_on.data,
        giver=form.giver.data or "",
        recorded_by=current_person(),
        at=clock.now(),
    )
    flash(_("%(sum)s recorded for the fund.", sum=money(form.amount_cents.data)), "success")
    return redirect(url_for(".donations"), code=303)


@bp.route("/desk/grants/new", methods=["GET", "POST"])
@steward_only
@once
def grant() -> ResponseReturnValue:
    form = GrantForm(
        amount_cents=prefilled_cents(), received_on=prefilled_day() or local_day(session, clock.now())
    )
    if not form.validate_on_submit():
        return render_template("money/fund/grant.html", form=form), 422 if form.errors else 200
    actions.record_grant(
        session,
        title=form.title.data,
        condition=form.condition.data,
        amount_cents=form.amount_cents.data,
        received_on=form.received_on.data,
        recorded_by=current_person(),
        at=clock.now(),
    )
    flash(_("The grant is recorded. It is owed until its condition is met."), "success")
    return redirect(url_for(".donations"), code=303)


@bp.route("/desk/grants/<reference>", methods=["GET", "POST"])
@steward_only
@once
def earning(reference: str) -> ResponseReturnValue:
    view = queries.grant_by_reference(session, reference) or abort(404)
    form = EarningForm(amount_cents=view.left_cents, earned_on=local_day(session, clock.now()))
    if form.validate_on_submit():
        try:
            actions.earn_grant(
                session,
                view.grant,
                amount_cents=form.amount_cents.data,
                earned_on=form.earned_on.data,
                note=form.note.data,
                recorded_by=current_person(),
                at=clock.now(),
            )
        except ValueError:
            form.amount_cents.errors = [_("Only %(sum)s of the grant is left", sum=money(view.left_cents))]
        else:
            flash(_("Recorded: that part is the fund's now."), "success")
            return redirect(url_for(".donations"), code=303)
    return render_template("money/fund/earning.html", form=form, view=view), 422 if form.errors else 200


def _view(reference: str) -> ExpenseView:
    return queries.expense_by_reference(session, reference) or abort(404)


def _own_words(view: ExpenseView) -> str:
    """Why another steward has to act."""
    if view.expense.submitted_by_id == current_person().id:
        return str(_("You submitted it, so another steward looks at it."))
    return str(_("It is a receipt of a project you carry out: another steward looks at it and pays it."))


def _page(
    view: ExpenseView, problem: str = "", refusal: RefusalForm | None = None, paid: PaidForm | None = None
) -> str:
    limit = in_force(session, "spend.limit_without_vote_cents", clock.now())
    project = projects.of_expense(session, view.expense.id)
    concerned = [view.expense.submitted_by_id, *([project.commitment.responsible_id] if project else [])]
    return render_template(
        "money/fund/expense.html",
        project=project,
        own_words=_own_words(view),
        view=view,
        problem=problem,
        words=state_words(),
        limit_cents=limit.whole,
        refusal=refusal or RefusalForm(formdata=None),
        paid=paid or PaidForm(formdata=None, paid_on=prefilled_day() or local_day(session, clock.now())),
        needs_vote=project is None and view.expense.amount_cents > limit.whole,
        is_own=current_standing().person_id in concerned,
        purpose=_(CHART[view.expense.account].meaning),
        form_errors=bool(problem) or bool(refusal) or bool(paid),
    )


def _gifts(donation: DonationForm | None = None) -> str:
    return render_template(
        "money/fund/donations.html",
        donations=queries.donations(session),
        grants=queries.grants(session),
        form=donation
        or DonationForm(
            formdata=None,
            amount_cents=prefilled_cents(),
            received_on=prefilled_day() or local_day(session, clock.now()),
        ),
    )


def state_words() -> dict[str, str]:
    """What an expense's states are called."""
    return {"submitted": _("submitted"), "approved": _("approved"), "paid": _("paid"), "refused": _("refused")}
