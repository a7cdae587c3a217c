"""What happens to a payment: made, tried with a card, held, authenticated, declined, given up."""

from __future__ import annotations

from coop.demo.cards.engine.cards import CARDS, REASONS, decline_code
from coop.demo.cards.engine.errors import ApiError, Json
from coop.demo.cards.engine.presenting import present
from coop.demo.cards.engine.routes import Params, World
from coop.demo.cards.engine.settings import DAY
from coop.demo.cards.resources import charges, payment_methods


def make(world: World, fields: Params) -> Json:
    """A new payment intent that has not been tried. Raises ApiError for an amount that is too small."""
    currency = world.currency(fields["currency"])
    if fields["amount"] < world.settings.smallest_charge:
        raise ApiError(
            f"Amount must be at least {world.settings.smallest_charge} {currency}, in minor units.",
            code="amount_too_small",
            param="amount",
        )
    if fields["amount"] > 99_999_999:
        raise ApiError("Amount must be no more than 99999999, in minor units.", code="amount_too_large", param="amount")
    identifier = world.store.new_id("pi")
    intent = world.store.add({
        "id": identifier, "object": "payment_intent", "created": world.now, "livemode": False,
        "amount": fields["amount"], "amount_capturable": 0, "amount_details": {"tip": {}}, "amount_received": 0,
        "application": None, "application_fee_amount": None,
        "automatic_payment_methods": fields.get("automatic_payment_methods") or None, "canceled_at": None,
        "cancellation_reason": None, "capture_method": fields.get("capture_method") or "automatic",
        "client_secret": f"{identifier}_secret_{world.store.new_id('s')[2:]}", "confirmation_method": "automatic",
        "currency": currency, "customer": fields.get("customer"), "customer_account": None,
        "description": fields.get("description"), "excluded_payment_method_types": None, "last_payment_error": None,
        "latest_charge": None, "metadata": fields.get("metadata") or {}, "next_action": None, "on_behalf_of": None,
        "payment_method": fields.get("payment_method"), "payment_method_configuration_details": None,
        "payment_method_options": {"card": {"installments": None, "mandate_options": None, "network": None,
                                            "request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"], "processing": None, "receipt_email": fields.get("receipt_email"),
        "review": None, "setup_future_usage": fields.get("setup_future_usage"), "shipping": None, "source": None,
        "statement_descriptor": None, "statement_descriptor_suffix": None,
        "status": "requires_confirmation" if fields.get("payment_method") else "requires_payment_method",
        "transfer_data": None, "transfer_group": fields.get("transfer_group"), "_off_session": False, "_session": None,
    })
    world.emit("payment_intent.created", intent)
    return intent


def try_to_pay(
    world: World, intent: Json, method: Json, *, off_session: bool = False, return_url: str | None = None,
    refuse_action: bool = False,
) -> Json:
    """Confirm with a card: it succeeds, is held, or waits for the owner. Raises ApiError (402), kept, when declined."""
    card = CARDS[method["_number"]]
    world.change(intent, payment_method=method["id"], _off_session=off_session)
    asks = card.authenticate == "always" or (
        card.authenticate == "first" and not (method["_authenticated"] and (off_session or method["customer"]))
    )
    if asks and (off_session or refuse_action):
        raise _declined(world, intent, method, "authentication_required")
    if asks:
        url = f"{world.url}/c/authenticate/{intent['id']}"
        action: Json = {"type": "redirect_to_url", "redirect_to_url": {"return_url": return_url, "url": url}}
        world.change(intent, status="requires_action", next_action=action, _return_url=return_url)
        world.emit("payment_intent.requires_action", intent)
        return intent
    return settle(world, intent, method, authenticated=False)


def settle(world: World, intent: Json, method: Json, *, authenticated: bool) -> Json:
    """Charge the card once nothing more is asked of its owner."""
    card = CARDS[method["_number"]]
    reason = world.modes.take_decline() or card.declined or ("generic_decline" if card.fails_later else None)
    if reason:
        raise _declined(world, intent, method, reason)
    held = intent["capture_method"] == "manual"
    if intent["setup_future_usage"] and intent["customer"]:
        payment_methods.attach_to(world, method, intent["customer"], authenticated=authenticated)
    charge = charges.attempt(world, intent, method, declined=None, capture=not held, authenticated=authenticated)
    world.change(
        intent, latest_charge=charge["id"], last_payment_error=None, next_action=None,
        status="requires_capture" if held else "succeeded", amount_capturable=intent["amount"] if held else 0,
        amount_received=0 if held else intent["amount"],
    )
    if held:
        world.later(world.now + world.settings.authorisation_days * DAY, "authorisation", intent["id"])
    world.emit("payment_intent.amount_capturable_updated" if held else "payment_intent.succeeded", intent)
    return intent


def authentication_failed(world: World, intent: Json) -> Json:
    """The owner did not authenticate: nothing was charged, another try may be made."""
    error = {
        "code": "payment_intent_authentication_failure", "type": "invalid_request_error",
        "message": "The owner of the card did not authenticate. Choose another payment method and try again.",
    }
    world.change(
        intent, status="requires_payment_method", payment_method=None, next_action=None, last_payment_error=error
    )
    world.emit("payment_intent.payment_failed", intent)
    return intent


def stop(world: World, intent: Json, reason: str | None) -> Json:
    """Cancel: a hold is let go."""
    if intent["status"] == "requires_capture":
        charges.lapse(world, world.need("charge", intent["latest_charge"]))
    world.change(intent, status="canceled", canceled_at=world.now, cancellation_reason=reason, amount_capturable=0,
                 next_action=None)
    world.emit("payment_intent.canceled", intent)
    return intent


def _declined(world: World, intent: Json, method: Json, reason: str) -> ApiError:
    charge = charges.attempt(world, intent, method, declined=reason, capture=False, authenticated=False)
    said = REASONS.get(reason, REASONS["generic_decline"])
    shown = present(world.store, method, world.now)
    error: Json = {
        "charge": charge["id"], "code": decline_code(reason), "decline_code": reason, "payment_method": shown,
        "type": "card_error",
    }
    error["message"] = said
    world.change(intent, status="requires_payment_method", payment_method=None, next_action=None,
                 latest_charge=charge["id"], last_payment_error=error)
    world.emit("payment_intent.payment_failed", intent)
    return ApiError(
        said, status=402, kind="card_error", code=decline_code(reason), kept=True, charge=charge["id"],
        decline_code=reason, payment_intent=present(world.store, intent, world.now), payment_method=shown,
    )
