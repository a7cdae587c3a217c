"""Where Stripe tells us things."""

from __future__ import annotations

import json
import logging

from flask import Blueprint, Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from coop.config import Settings
from coop.money.stripe.attempts.actions import OtherMode
from coop.money.stripe.events import actions
from coop.money.stripe.events.rules import NotSigned, check_signature
from coop.money.stripe.soon import settle_soon
from coop.web import clock
from coop.web.database import db, session
from coop.web.visitors import for_machines

bp = Blueprint("stripe_events", __name__)

_log = logging.getLogger("coop.cards")

MOST_BYTES = 256 * 1024


@bp.post("/webhooks/stripe")
@for_machines
def receive() -> ResponseReturnValue:
    """Keep that something happened, and say so at once; what it means is looked at after the answer has left."""
    settings: Settings = current_app.extensions["coop_settings"]
    if not settings.takes_cards or (request.content_length or 0) > MOST_BYTES:
        abort(404)
    body, at = request.get_data(), clock.now()
    try:
        check_signature(
            body,
            request.headers.get("Stripe-Signature", ""),
            settings.stripe_webhook_secret.get_secret_value(),
            now=int(at.timestamp()),
        )
        actions.take_in(session, json.loads(body), is_live=not settings.cards_are_test, at=at)
    except (NotSigned, actions.NotAnEvent, OtherMode, ValueError) as error:
        # Whoever is not Stripe learns nothing of why; the operator reads it here.
        _log.warning("an event was refused: %s", type(error).__name__ + ", " + str(error)[:200])
        return Response("", 400)
    answer, engine = Response("", 200), db.engine
    answer.call_on_close(lambda: settle_soon(engine, settings, at))
    return answer
