"""Payment intents through the interface: what may be asked of a payment in which state."""

from __future__ import annotations

from coop.demo.cards.engine.errors import ApiError, Json
from coop.demo.cards.engine.paging import page
from coop.demo.cards.engine.params import Address, Flag, Hash, Kind, Labels, Many, Span, Text, Whole
from coop.demo.cards.engine.routes import Params, World, endpoint, listing
from coop.demo.cards.resources import attempts, charges, payment_methods

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
    paid = attempts.try_to_pay(
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
    intent = attempts.make(world, given)
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
    return attempts.stop(world, body, given.get("cancellation_reason"))


@listing("/v1/payment_intents", "PaymentIntentListParams", {"created": Span(), "customer": Text()})
def list_all(world: World, given: Params) -> Json:
    """By customer."""
    return page(world, "payment_intent", given, "/v1/payment_intents", by=("customer",))
