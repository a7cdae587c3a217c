"""The transfers desk: what arrived, and what goes back."""

from __future__ import annotations

from typing import TypeVar

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.money.payments import actions, queries
from coop.money.payments.entries import subject_of
from coop.money.payments.forms import RefundForm, TransferForm
from coop.money.payments.models import ExpectedTransfer, Refund, Settlement
from coop.money.references import grouped, spellings
from coop.money.split.refunds import RefundTooLarge
from coop.people.guards import current_person, steward_only
from coop.policies.queries import local_day
from coop.web import clock
from coop.web.database import session
from coop.web.filters import money
from coop.web.once import once
from coop.web.prefill import prefilled_cents, prefilled_day, prefilled_text

bp = Blueprint("transfers", __name__)

Row = TypeVar("Row", ExpectedTransfer, Settlement)


def bare(subject: str) -> str:
    """The booking's own reference."""
    return subject.removeprefix("booking:")


def spoken(subject: str) -> str:
    """The same as its pages show it, and as clients write it on their transfer."""
    return grouped(bare(subject))


def _known(kind: type[Row], typed: str) -> Row | None:
    """The record of the booking whose reference somebody typed, however it is grouped."""
    found = (session.get(kind, subject_of(reference)) for reference in spellings(typed))
    return next((row for row in found if row is not None), None)


@bp.get("/desk/transfers")
@steward_only
def index() -> ResponseReturnValue:
    """The desk; `?reference=` fills in the form with what is missing for that booking, `?cents=` and so on the rest."""
    chosen = next((one for one in queries.awaited(session) if bare(one.subject) == request.args.get("reference")), None)
    return _page(
        TransferForm(
            formdata=None,
            received_on=prefilled_day() or local_day(session, clock.now()),
            reference=spoken(chosen.subject) if chosen else "",
            amount_cents=prefilled_cents() or (chosen.missing_cents if chosen else None),
            bank_line=prefilled_text("bank_line"),
        )
    )


@bp.post("/desk/transfers")
@steward_only
@once
def create() -> ResponseReturnValue:
    form = TransferForm()
    if not form.validate_on_submit():
        return _page(form), 422
    today = local_day(session, clock.now())
    expected = _known(ExpectedTransfer, form.reference.data)
    if expected is None:
        form.reference.errors = [_("No booking with this reference awaits a transfer. Check it letter by letter.")]
        return _page(form), 422
    if form.received_on.data > today:
        form.received_on.errors = [_("A day that has not come yet")]
        return _page(form), 422
    payment = actions.record_transfer(
        session,
        subject=expected.subject,
        amount_cents=form.amount_cents.data,
        received_on=form.received_on.data,
        bank_line=form.bank_line.data or "",
        recorded_by=current_person(),
        at=clock.now(),
    )
    flash(_said(expected.subject, payment.amount_cents, expected.price_cents), "success")
    return redirect(url_for(".index"), code=303)


def _said(subject: str, amount_cents: int, price_cents: int) -> str:
    received = queries.received_cents(session, subject)
    facts = {"sum": money(amount_cents), "ref": spoken(subject), "off": money(abs(price_cents - received))}
    if received < price_cents:
        return str(_("%(sum)s for %(ref)s recorded. %(off)s is still missing.", **facts))
    if received > price_cents:
        return str(_("%(sum)s for %(ref)s recorded: %(off)s too much; it can go back below.", **facts))
    return str(_("%(sum)s for %(ref)s recorded: paid in full.", **facts))


@bp.post("/desk/transfers/<reference>/excess")
@steward_only
@once
def send_excess(reference: str) -> ResponseReturnValue:
    """Decide that what is held beyond every claim goes back to the client."""
    free = queries.held(session, subject_of(reference)).free_cents
    if free:
        actions.refund_before(
            session,
            reference=reference,
            amount_cents=free,
            reason=_("paid too much"),
            decided_by=current_person(),
            at=clock.now(),
        )
        flash(_("%(sum)s is due to go back. Send it, then press Sent.", sum=money(free)), "success")
    return redirect(url_for(".index") + "#back", code=303)


@bp.post("/desk/transfers/<reference>/tip")
@steward_only
@once
def give_as_tip(reference: str) -> ResponseReturnValue:
    """What was paid too much was meant for the worker."""
    expected = session.get(ExpectedTransfer, subject_of(reference)) or abort(404)
    free = queries.held(session, expected.subject).free_cents
    if free:
        actions.tip_from_excess(
            session,
            reference=reference,
            worker_party_id=expected.worker_party_id,
            amount_cents=free,
            day=local_day(session, clock.now()),
            at=clock.now(),
        )
        flash(_("%(sum)s is the worker's tip.", sum=money(free)), "success")
    return redirect(url_for(".index") + "#back", code=303)


@bp.post("/desk/refunds/<int:refund_id>/sent")
@steward_only
@once
def send(refund_id: int) -> ResponseReturnValue:
    refund = session.get(Refund, refund_id) or abort(404)
    actions.send_refund(
        session, refund, sent_by=current_person(), sent_on=local_day(session, clock.now()), at=clock.now()
    )
    flash(
        _("%(sum)s for %(ref)s is recorded as sent.", sum=money(refund.amount_cents), ref=spoken(refund.subject)),
        "success",
    )
    return redirect(url_for(".index") + "#back", code=303)


@bp.get("/desk/refunds")
@steward_only
def find() -> ResponseReturnValue:
    """From a reference typed in to the refund's page."""
    typed = request.args.get("reference", "")
    settlement = _known(Settlement, typed)
    if settlement is None:
        flash(_("No completed booking has the reference %(ref)s.", ref=typed), "stop")
        return redirect(url_for(".index") + "#back", code=303)
    return redirect(url_for(".refund", reference=bare(settlement.subject)), code=303)


@bp.route("/desk/refunds/<reference>", methods=["GET", "POST"])
@steward_only
@once
def refund(reference: str) -> ResponseReturnValue:
    """Decide a refund of a completed booking."""
    settlement = session.get(Settlement, subject_of(reference))
    if settlement is None or settlement.settled_at is None:
        abort(404)
    form = RefundForm()
    if not form.validate_on_submit():
        status = 422 if form.errors else 200
        return render_template(
            "money/payments/refund.html", form=form, settlement=settlement, reference=reference
        ), status
    try:
        actions.refund_after(
            session,
            reference=reference,
            amount_cents=form.amount_cents.data,
            reason=form.reason.data,
            decided_by=current_person(),
            day=local_day(session, clock.now()),
            at=clock.now(),
        )
    except RefundTooLarge:
        form.amount_cents.errors = [_("Together with former refunds this is more than was paid")]
    except actions.NotCovered as error:
        form.amount_cents.errors = [
            _(
                "The worker was paid already, and the fund can advance no more than %(sum)s",
                sum=money(error.spare_cents),
            )
        ]
    else:
        flash(_("The refund is decided."), "success")
        return redirect(url_for(".index") + "#back", code=303)
    return render_template("money/payments/refund.html", form=form, settlement=settlement, reference=reference), 422


def _page(form: TransferForm) -> str:
    return render_template(
        "money/payments/index.html",
        form=form,
        awaited=queries.awaited(session),
        bare=bare,
        spoken=spoken,
        refunds=queries.refunds_due(session),
        excess=queries.excess(session),
    )
