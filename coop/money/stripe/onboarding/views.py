"""A worker's page about being paid through the card processor, and the way to it and back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.money.cards.interface import Refused, Unreachable
from coop.money.stripe import settling
from coop.money.stripe.accounts import actions, queries
from coop.money.stripe.deeds import carry_out
from coop.money.stripe.onboarding.words import asked_said, stands
from coop.money.stripe.site import cards_only, gateway_here, settings
from coop.people.guards import current_person, fresh, lister_only
from coop.web import clock
from coop.web.database import db, session

bp = Blueprint("card_accounts", __name__)

PAGE = "/my/card-payments"


@bp.get(PAGE)
@cards_only
@lister_only
def show() -> ResponseReturnValue:
    """Whether one has an account there, and what Stripe still asks for."""
    account = queries.account_of(session, current_person().id)
    state = queries.state_of(session, account) if account else None
    return render_template(
        "money/cards/account.html",
        stands=stands(state) if account else "none",
        asked=asked_said(list(state.due)) if state else [],
        state=state,
    )


@bp.post(PAGE)
@cards_only
@lister_only
@fresh
def go() -> ResponseReturnValue:
    """Open an account if there is none, and go to Stripe's form."""
    person, at = current_person(), clock.now()
    attempt = actions.set_out(session, person.id, country="", is_live=not settings().cards_are_test, at=at)
    attempt_id, person_id = attempt.id if attempt else None, person.id
    session.commit()
    try:
        if attempt_id is not None:
            carry_out(db.engine, gateway_here(), attempt_id, at=at)
        return _to_form(person_id)
    except (Refused, Unreachable):
        flash(_("Stripe does not answer just now. Try again in a few minutes."), "stop")
        return redirect(PAGE, 303)


@bp.get(f"{PAGE}/again")
@cards_only
@lister_only
def again() -> ResponseReturnValue:
    """Stripe's form closed by itself: a fresh one, which asks nothing twice."""
    person_id = current_person().id
    session.rollback()
    try:
        return _to_form(person_id)
    except (Refused, Unreachable):
        flash(_("Stripe does not answer just now. Try again in a few minutes."), "stop")
        return redirect(PAGE, 303)


@bp.get(f"{PAGE}/back")
@cards_only
@lister_only
def back() -> ResponseReturnValue:
    """Back from Stripe's form: what it led to is asked of Stripe."""
    account = queries.account_of(session, current_person().id)
    account_id = account.processor_id if account else ""
    session.rollback()
    if account_id:
        try:
            settling.look_at_account(db.engine, gateway_here(), account_id, clock.now())
        except (Refused, Unreachable):
            flash(_("Stripe does not answer just now. Try again in a few minutes."), "stop")
    return redirect(PAGE, 303)


def _to_form(person_id: int) -> ResponseReturnValue:
    account = queries.account_of(session, person_id)
    account_id = account.processor_id if account else ""
    session.rollback()
    if not account_id:
        return redirect(PAGE, 303)
    site = settings().site_url.rstrip("/")
    link = actions.onboarding_link(
        gateway_here(), account_id, return_url=f"{site}{PAGE}/back", refresh_url=f"{site}{PAGE}/again"
    )
    return redirect(link, 303)
