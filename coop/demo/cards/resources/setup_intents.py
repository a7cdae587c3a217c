"""Setup intents: a card saved for later, authenticated while its owner is there."""

from __future__ import annotations

from coop.demo.cards.engine.cards import CARDS
from coop.demo.cards.engine.errors import ApiError, Json
from coop.demo.cards.engine.paging import page
from coop.demo.cards.engine.params import Address, Flag, Kind, Labels, Span, Text
from coop.demo.cards.engine.presenting import present
from coop.demo.cards.engine.routes import Params, World, endpoint, listing
from coop.demo.cards.resources import payment_methods
from coop.demo.cards.resources.payment_intents import AUTOMATIC, METHODS

_CONFIRM: dict[str, Kind] = {
    "payment_method": Text(),
    "allowed_payment_method_types": METHODS,
    "return_url": Address(),
    "use_stripe_sdk": Flag(),
}


def make(world: World, fields: Params) -> Json:
    """A new setup intent that has not been tried."""
    identifier = world.store.new_id("seti")
    intent = world.store.add({
        "id": identifier, "object": "setup_intent", "created": world.now, "livemode": False, "application": None,
        "automatic_payment_methods": fields.get("automatic_payment_methods") or None, "cancellation_reason": None,
        "client_secret": f"{identifier}_secret_{world.store.new_id('s')[2:]}", "customer": fields.get("customer"),
        "description": fields.get("description"), "excluded_payment_method_types": None, "flow_directions": None,
        "last_setup_error": None, "latest_attempt": None, "mandate": None, "metadata": fields.get("metadata") or {},
        "next_action": None, "on_behalf_of": None, "payment_method": fields.get("payment_method"),
        "payment_method_configuration_details": None, "payment_method_options": {"card": {
            "mandate_options": None, "network": None, "request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"], "single_use_mandate": None,
        "status": "requires_confirmation" if fields.get("payment_method") else "requires_payment_method",
        "usage": fields.get("usage") or "off_session", "_session": None,
    })
    world.emit("setup_intent.created", intent)
    return intent


def try_to_save(world: World, intent: Json, method: Json, *, return_url: str | None = None) -> Json:
    """Confirm with a card: saved, or waiting for its owner. Raises ApiError (402), kept, when declined."""
    card = CARDS[method["_number"]]
    world.change(intent, payment_method=method["id"])
    if card.declined:
        error: Json = {"code": "card_declined", "decline_code": card.declined, "type": "card_error",
                       "payment_method": present(world.store, method, world.now)}
        error.update(message="Your card was declined.")
        world.change(intent, status="requires_payment_method", payment_method=None, last_setup_error=error)
        world.emit("setup_intent.setup_failed", intent)
        raise ApiError("Your card was declined.", status=402, kind="card_error", code="card_declined", kept=True,
                       decline_code=card.declined, setup_intent=present(world.store, intent, world.now))
    if card.authenticate != "never":
        action = {"type": "redirect_to_url", "redirect_to_url": {
            "return_url": return_url, "url": f"{world.url}/c/authenticate/{intent['id']}"}}
        world.change(intent, status="requires_action", next_action=action, _return_url=return_url)
        world.emit("setup_intent.requires_action", intent)
        return intent
    return settle(world, intent, method, authenticated=False)


def settle(world: World, intent: Json, method: Json, *, authenticated: bool) -> Json:
    """The card is saved."""
    world.change(intent, status="succeeded", next_action=None, last_setup_error=None)
    if intent["customer"]:
        payment_methods.attach_to(world, method, intent["customer"], authenticated=authenticated)
    world.emit("setup_intent.succeeded", intent)
    return intent


def authentication_failed(world: World, intent: Json) -> Json:
    """The owner did not authenticate; another try may be made."""
    error: Json = {"code": "setup_intent_authentication_failure", "type": "invalid_request_error"}
    error.update(message="The owner of the card did not authenticate. Choose another payment method and try again.")
    world.change(
        intent, status="requires_payment_method", payment_method=None, next_action=None, last_setup_error=error
    )
    world.emit("setup_intent.setup_failed", intent)
    return intent


def _confirm(world: World, intent: Json, given: Params) -> Json:
    if intent["status"] in ("succeeded", "canceled"):
        raise ApiError(f"You cannot confirm this SetupIntent because it has a status of {intent['status']}.",
                       code="setup_intent_unexpected_state")
    identifier = given.get("payment_method") or intent["payment_method"]
    if not identifier:
        raise ApiError("You cannot confirm this SetupIntent because it's missing a payment method.",
                       code="setup_intent_unexpected_state", param="payment_method")
    return try_to_save(world, intent, payment_methods.named(world, identifier), return_url=given.get("return_url"))


@endpoint("POST", "/v1/setup_intents", "SetupIntentCreateParams", {
    **_CONFIRM, "automatic_payment_methods": AUTOMATIC, "confirm": Flag(), "customer": Text(), "description": Text(),
    "metadata": Labels(), "usage": Text(choices=("off_session", "on_session")),
})
def create(world: World, given: Params) -> Json:
    """Ask for a card; with `confirm` it is tried at once."""
    if given.get("customer"):
        world.need("customer", given["customer"], param="customer")
    if given.get("payment_method"):
        given["payment_method"] = payment_methods.named(world, given["payment_method"])["id"]
    intent = make(world, given)
    return _confirm(world, intent, given) if given.get("confirm") else intent


@endpoint("GET", "/v1/setup_intents/<intent>", "SetupIntentRetrieveParams", {"client_secret": Text()})
def retrieve(world: World, given: Params, intent: str) -> Json:
    """One."""
    return world.need("setup_intent", intent)


@endpoint("POST", "/v1/setup_intents/<intent>/confirm", "SetupIntentConfirmParams", _CONFIRM)
def confirm(world: World, given: Params, intent: str) -> Json:
    """Try to save."""
    return _confirm(world, world.need("setup_intent", intent), given)


@endpoint("POST", "/v1/setup_intents/<intent>/cancel", "SetupIntentCancelParams", {
    "cancellation_reason": Text(choices=("abandoned", "duplicate", "requested_by_customer")),
})
def cancel(world: World, given: Params, intent: str) -> Json:
    """Give it up."""
    body = world.need("setup_intent", intent)
    if body["status"] in ("succeeded", "canceled"):
        raise ApiError(f"You cannot cancel this SetupIntent because it has a status of {body['status']}.",
                       code="setup_intent_unexpected_state")
    world.change(body, status="canceled", cancellation_reason=given.get("cancellation_reason"), next_action=None)
    world.emit("setup_intent.canceled", body)
    return body


@listing(
    "/v1/setup_intents", "SetupIntentListParams", {"created": Span(), "customer": Text(), "payment_method": Text()}
)
def list_all(world: World, given: Params) -> Json:
    """By customer."""
    return page(world, "setup_intent", given, "/v1/setup_intents", by=("customer", "payment_method"))
