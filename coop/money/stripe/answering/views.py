"""One dispute, for stewards: how it stands, and the answer to it."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.money.cards.evidence import gathered
from coop.money.cards.interface import Refused, Unreachable
from coop.money.stripe.answering.forms import EvidenceForm
from coop.money.stripe.deeds import carry_out
from coop.money.stripe.disputes.actions import Answered, answer
from coop.money.stripe.disputes.queries import DisputeView, dispute
from coop.money.stripe.disputes.words import reason_said, status_said
from coop.money.stripe.site import cards_only, gateway_here, settings
from coop.people.guards import current_person, fresh, steward_only
from coop.web import clock
from coop.web.database import db, session
from coop.web.once import once

bp = Blueprint("disputes_desk", __name__)


@bp.get("/desk/disputes/<int:number>")
@cards_only
@steward_only
def show(number: int) -> ResponseReturnValue:
    """The dispute, and what is known of the booking."""
    view = dispute(session, number) or abort(404)
    words = gathered(session, view.dispute.subject)
    return _page(view, EvidenceForm(formdata=None, words=words))


@bp.post("/desk/disputes/<int:number>")
@cards_only
@steward_only
@fresh
@once
def send(number: int) -> ResponseReturnValue:
    """Send the answer; Stripe takes one."""
    view = dispute(session, number) or abort(404)
    form, at = EvidenceForm(), clock.now()
    if not form.validate_on_submit():
        return _page(view, form), 422
    try:
        attempt = answer(
            session, view.dispute, words=form.words.data, sent_by=current_person(),
            is_live=not settings().cards_are_test, at=at,
        )  # fmt: skip
    except Answered:
        flash(_("This dispute waits for no answer any more."), "stop")
        return redirect(f"/desk/disputes/{number}", 303)
    attempt_id = attempt.id
    session.commit()
    try:
        carry_out(db.engine, gateway_here(), attempt_id, at=at)
        flash(_("The answer is with the client's bank. It decides within some weeks; you will be told."), "success")
    except Unreachable:
        flash(_("Stripe does not answer just now; the answer is sent as soon as it does."), "info")
    except Refused:
        flash(_("Stripe did not take the answer: look at its own page of this dispute."), "stop")
    return redirect(f"/desk/disputes/{number}", 303)


def _page(view: DisputeView, form: EvidenceForm) -> str:
    waits = view.status in ("needs_response", "warning_needs_response") and view.evidence is None
    return render_template(
        "money/cards/dispute.html",
        view=view,
        form=form,
        waits=waits,
        reason=reason_said(view.dispute.reason),
        status=status_said(view.status),
    )
