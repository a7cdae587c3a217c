"""The stewards' page about cards: both balances side by side, what differs, disputes, what is stuck."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coop.money.cards.interface import Refused, Unreachable
from coop.money.stripe.attempts.queries import unanswered
from coop.money.stripe.balance.queries import books, by_category
from coop.money.stripe.disputes.queries import disputes
from coop.money.stripe.disputes.words import status_said
from coop.money.stripe.events.queries import newest_seen, unsettled
from coop.money.stripe.reconciliation.actions import check_balance
from coop.money.stripe.reconciliation.queries import last_check
from coop.money.stripe.reconciliation.rules import Difference
from coop.money.stripe.reconciliation.words import category_said, deed_said, difference_said, event_said
from coop.money.stripe.site import cards_only, gateway_here
from coop.people.guards import steward_only
from coop.web import clock
from coop.web.database import db, session
from coop.web.filters import money
from coop.web.once import once

bp = Blueprint("cards_desk", __name__)

STUCK = dt.timedelta(minutes=15)


@bp.get("/desk/cards")
@cards_only
@steward_only
def index() -> ResponseReturnValue:
    check, at = last_check(session), clock.now()
    found = [Difference(kind, about, int(cents)) for kind, about, cents in check.findings] if check else []
    return render_template(
        "money/cards/desk.html",
        check=check,
        here=books(session),
        categories=by_category(session),
        differences=[difference_said(one, money) for one in found],
        disputes=disputes(session),
        status_said=status_said,
        category_said=category_said,
        event_said=event_said,
        deed_said=deed_said,
        heard_at=newest_seen(session),
        waiting_events=[event for event in unsettled(session) if event.received_at < at - STUCK],
        waiting_attempts=unanswered(session, before=at - STUCK),
    )


@bp.post("/desk/cards")
@cards_only
@steward_only
@once
def compare() -> ResponseReturnValue:
    """Compare now."""
    session.commit()
    try:
        found = check_balance(db.engine, gateway_here(), at=clock.now())
    except (Refused, Unreachable):
        flash(_("Stripe does not answer just now. Try again in a few minutes."), "stop")
    else:
        flash(_("Both sides agree.") if not found else _("Something differs: see below."),
              "success" if not found else "stop")  # fmt: skip
    return redirect(url_for(".index"), 303)
