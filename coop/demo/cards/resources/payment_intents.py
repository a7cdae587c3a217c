"""Payment intents: a payment from its asking to its end, whatever happens on the way."""

from __future__ import annotations

from coop.demo.cards.engine.cards import CARDS, REASONS, decline_code
from coop.demo.cards.engine.errors import ApiError, Json
from coop.demo.cards.engine.paging import page
from coop.demo.cards.engine.params import Address, Flag, Hash, Kind, Labels, Many, Span, Text, Whole
from coop.demo.cards.engine.presenting import present
from coop.demo.cards.engine.routes import Params, World, endpoint, listing
from coop.demo.cards.engine.settings import DAY
from coop.demo.cards.resources import charges, payment_methods

AUTOMATIC = Hash(fields={"enabled": Flag(required=True), "allow_redirects": Text(choices=("always", "never"))})
METHODS = Many(item=Text(required=True, choices=("card",)))
CAPTURE = Text(choices=("automatic", "automatic_async", "manual"))
FUTURE = Text(choices=("off_session", "on_session"))
_WORDS: dict[str, Kind] = {
    "description": Text(),
    "metadata": Labels(),
    "receipt_email": Text(),
    "transfer_group": Text(),
    "setup_future_usage": FUTURE,
}
_CONFIRM: dict[str, Kind] = {
    "payment_method": Text(), "allowed_payment_method_types": METHODS,
    "off_session": Flag(), "return_url": Address(), "error_on_requires_action": Flag(), "receipt_email": Text(),
    "setup_future_usage": FUTURE, "capture_method": CAPTURE, "use_stripe_sdk": Flag(),
}
_ENDED = ("canceled", "succeeded")


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


def _unexpected(intent: Json, verb: str) -> ApiError:
    return ApiError(
        f"You cannot {verb} this PaymentIntent because it has a status of {intent['status']}.",
        code="payment_intent_unexpected_state", payment_intent={"id": intent["id"], "status": intent["status"]},
    )


def _confirm(world: World, intent: Json, given: Params) -> Json:
    if intent["status"] in _ENDED or intent["status"] == "requires_capture":
        raise _unexpected(intent, "confirm")
    for name in ("receipt_email", "setup_future_usage", "capture_method"):
        if given.get(name):
            intent[name] = given[name]
    identifier = given.get("payment_method") or intent["payment_method"]
    if not identifier:
        raise ApiError(
            "You cannot confirm this PaymentIntent because it's missing a payment method.",
            code="payment_intent_unexpected_state", param="payment_method",
        )
    method = payment_methods.named(world, identifier)
    if method["_spent"]:
        raise ApiError(
            "This payment method was used without a customer, or detached from one, and cannot be used again.",
            param="payment_method",
        )
    if method["customer"] and method["customer"] != intent["customer"]:
        raise ApiError("The payment method belongs to a customer: name that customer on the PaymentIntent.",
                       param="payment_method")
    if given.get("off_session") and given.get("setup_future_usage"):
        raise ApiError("You cannot set setup_future_usage on a payment that is made off_session.", param="off_session")
    paid = try_to_pay(
        world, intent, method, off_session=bool(given.get("off_session")), return_url=given.get("return_url"),
        refuse_action=bool(given.get("error_on_requires_action")),
    )
    if (
        paid["status"] in ("succeeded", "requires_capture")
        and not world.need("payment_method", method["id"])["customer"]
    ):
        world.change(world.need("payment_method", method["id"]), _spent=True)
    return paid


@endpoint("POST", "/v1/payment_intents", "PaymentIntentCreateParams", {
    **_CONFIRM, **_WORDS, "amount": Whole(required=True, least=1), "currency": Text(required=True), "customer": Text(),
    "confirm": Flag(), "automatic_payment_methods": AUTOMATIC,
    "confirmation_method": Text(choices=("automatic", "manual")),
})
def create(world: World, given: Params) -> Json:
    """Ask for a payment; with `confirm` it is tried at once."""
    if given.get("customer"):
        world.need("customer", given["customer"], param="customer")
    if given.get("off_session") is not None and not given.get("confirm"):
        raise ApiError("The parameter off_session can only be passed when confirm is true.", param="off_session")
    if given.get("payment_method"):
        given["payment_method"] = payment_methods.named(world, given["payment_method"])["id"]
    intent = make(world, given)
    return _confirm(world, intent, given) if given.get("confirm") else intent


@endpoint("GET", "/v1/payment_intents/<intent>", "PaymentIntentRetrieveParams", {"client_secret": Text()})
def retrieve(world: World, given: Params, intent: str) -> Json:
    """One."""
    return world.need("payment_intent", intent)


@endpoint("POST", "/v1/payment_intents/<intent>", "PaymentIntentUpdateParams",
          {**_WORDS, "amount": Whole(least=1), "customer": Text(), "payment_method": Text()})
def update(world: World, given: Params, intent: str) -> Json:
    """Words at any time; amount, customer and card only before it is confirmed."""
    body = world.need("payment_intent", intent)
    if {"amount", "customer", "payment_method"} & set(given) and body["status"] in (*_ENDED, "requires_capture"):
        raise _unexpected(body, "update")
    for name in ("description", "receipt_email", "transfer_group", "setup_future_usage", "amount", "customer"):
        if name in given:
            body[name] = given[name]
    if given.get("customer"):
        world.need("customer", given["customer"], param="customer")
    if given.get("payment_method"):
        body["payment_method"] = payment_methods.named(world, given["payment_method"])["id"]
        body["status"] = "requires_confirmation"
    world.label(body, given)
    return world.change(body)


@endpoint("POST", "/v1/payment_intents/<intent>/confirm", "PaymentIntentConfirmParams", _CONFIRM)
def confirm(world: World, given: Params, intent: str) -> Json:
    """Try to collect."""
    return _confirm(world, world.need("payment_intent", intent), given)


@endpoint("POST", "/v1/payment_intents/<intent>/capture", "PaymentIntentCaptureParams",
          {"amount_to_capture": Whole(least=1), "metadata": Labels(), "final_capture": Flag()})
def capture(world: World, given: Params, intent: str) -> Json:
    """Collect a hold, or a part of it once."""
    body = world.need("payment_intent", intent)
    if body["status"] != "requires_capture":
        raise _unexpected(body, "capture")
    amount: int = given["amount_to_capture"] if "amount_to_capture" in given else body["amount_capturable"]
    if amount > body["amount_capturable"]:
        raise ApiError(
            f"The requested capture amount is greater than the amount you can capture for this charge "
            f"({body['amount_capturable']}).", code="amount_too_large", param="amount_to_capture",
        )
    world.label(body, given)
    charges.capture(world, world.need("charge", body["latest_charge"]), amount)
    world.change(body, status="succeeded", amount_capturable=0, amount_received=amount)
    session = world.store.get(body["_session"] or "", "checkout.session")
    if session is not None:
        world.change(session, payment_status="paid")
    world.emit("payment_intent.succeeded", body)
    return body


@endpoint("POST", "/v1/payment_intents/<intent>/cancel", "PaymentIntentCancelParams", {
    "cancellation_reason": Text(choices=("abandoned", "duplicate", "fraudulent", "requested_by_customer")),
})
def cancel(world: World, given: Params, intent: str) -> Json:
    """Give up a payment that has not been collected."""
    body = world.need("payment_intent", intent)
    if body["status"] in _ENDED:
        raise _unexpected(body, "cancel")
    return stop(world, body, given.get("cancellation_reason"))


@listing("/v1/payment_intents", "PaymentIntentListParams", {"created": Span(), "customer": Text()})
def list_all(world: World, given: Params) -> Json:
    """By customer."""
    return page(world, "payment_intent", given, "/v1/payment_intents", by=("customer",))
