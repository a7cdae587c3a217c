"""Checkout sessions through the interface: made, read, ended, listed."""

from __future__ import annotations

from coop.demo.cards.engine.errors import ApiError, Json
from coop.demo.cards.engine.paging import page
from coop.demo.cards.engine.params import Hash, Labels, Span, Text
from coop.demo.cards.engine.presenting import listed
from coop.demo.cards.engine.routes import Params, World, endpoint, listing
from coop.demo.cards.engine.settings import DAY
from coop.demo.cards.resources.checkout import asked

_SHORTEST = 30 * 60
_PATH = "/v1/checkout/sessions"


@endpoint("POST", _PATH, "checkout.SessionCreateParams", asked.CREATE)
def create(world: World, given: Params) -> Json:
    """A page on which somebody pays, or saves a card. Its payment intent is made when they first try."""
    _refuse_contradictions(world, given)
    items = asked.lines(world, given)
    paying = given["mode"] == "payment"
    total = sum(line["amount_total"] for line in items) if paying else None
    if total is not None and total < world.settings.smallest_charge:
        raise ApiError(
            f"The Checkout Session's total amount must be at least {world.settings.smallest_charge} in minor units.",
            code="amount_too_small", param="line_items",
        )
    currency = items[0]["currency"] if items else world.currency(given.get("currency") or world.settings.currency)
    session = world.new(
        "checkout.session",
        "cs_test",
        {
            **_plain(),
            "amount_subtotal": total,
            "amount_total": total,
            "currency": currency if paying else None,
            "billing_address_collection": given.get("billing_address_collection"),
            "cancel_url": given.get("cancel_url"),
            "client_reference_id": given.get("client_reference_id"),
            "customer": given.get("customer"),
            "customer_creation": None
            if given.get("customer")
            else given.get("customer_creation") or ("if_required" if paying else "always"),
            "customer_email": given.get("customer_email"),
            "expires_at": _expiry(world, given),
            "locale": given.get("locale"),
            "metadata": given.get("metadata") or {},
            "mode": given["mode"],
            "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
            "payment_status": "unpaid" if paying else "no_payment_required",
            "phone_number_collection": {"enabled": (given.get("phone_number_collection") or {}).get("enabled", False)},
            "submit_type": given.get("submit_type"),
            "success_url": given["success_url"],
            "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0} if paying else None,
            "_items": items,
            "_payment": given.get("payment_intent_data") or {},
            "_setup": given.get("setup_intent_data") or {},
        },
        length=58,
    )
    world.change(session, url=f"{world.url}/c/pay/{session['id']}")
    world.later(session["expires_at"], "session", session["id"])
    return session


def _refuse_contradictions(world: World, given: Params) -> None:
    if given.get("customer"):
        world.need("customer", given["customer"], param="customer")
        for name in ("customer_email", "customer_creation"):
            if given.get(name):
                raise ApiError(f"You may only specify one of these parameters: customer, {name}.", param="customer")
    paying = given["mode"] == "payment"
    if not paying and not given.get("currency") and not given.get("allowed_payment_method_types"):
        raise ApiError("Pass currency, or allowed_payment_method_types, in setup mode.", code="parameter_missing",
                       param="currency")
    if paying and not given.get("line_items"):
        raise ApiError("You must pass line_items in payment mode.", code="parameter_missing", param="line_items")
    wrong = ("setup_intent_data",) if paying else ("line_items", "payment_intent_data", "submit_type")
    for name in wrong:
        if given.get(name):
            raise ApiError(f"You can not pass {name} in {given['mode']} mode.", param=name)


def _expiry(world: World, given: Params) -> int:
    wanted = given.get("expires_at")
    if wanted is None:
        return world.now + DAY
    if not world.now + _SHORTEST <= wanted <= world.now + DAY:
        raise ApiError(
            "The expires_at timestamp must be between 30 minutes and 24 hours from Checkout Session creation.",
            param="expires_at",
        )
    return int(wanted)


def _plain() -> Json:
    return {
        "adaptive_pricing": {"enabled": False},
        "after_expiration": None,
        "allow_promotion_codes": None,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "client_secret": None,
        "collected_information": None,
        "consent": None,
        "consent_collection": None,
        "currency_conversion": None,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "customer_account": None,
        "customer_details": None,
        "discounts": [],
        "integration_identifier": None,
        "invoice": None,
        "invoice_creation": None,
        "managed_payments": {"enabled": False},
        "origin_context": None,
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": "if_required",
        "payment_method_configuration_details": None,
        "payment_method_types": ["card"],
        "permissions": None,
        "recovered_from": None,
        "saved_payment_method_options": None,
        "setup_intent": None,
        "shipping_address_collection": None,
        "shipping_cost": None,
        "shipping_options": [],
        "status": "open",
        "subscription": None,
        "ui_mode": "hosted_page",
        "url": None,
        "wallet_options": None,
    }


def end(world: World, session: Json) -> Json:
    """Expire an open session; a payment intent that was begun is canceled."""
    intent = world.store.get(session["payment_intent"] or "", "payment_intent")
    if intent is not None and intent["status"] not in ("succeeded", "canceled", "requires_capture"):
        world.change(
            intent, status="canceled", canceled_at=world.now, cancellation_reason="automatic", next_action=None
        )
        world.emit("payment_intent.canceled", intent)
    world.change(session, status="expired", url=None)
    world.emit("checkout.session.expired", session)
    return session


def lapse(world: World, session: Json) -> None:
    """Its time is over."""
    if session["status"] == "open":
        end(world, session)


@endpoint("GET", f"{_PATH}/<session>", "checkout.SessionRetrieveParams")
def retrieve(world: World, given: Params, session: str) -> Json:
    """One."""
    return world.need("checkout.session", session)


@endpoint("POST", f"{_PATH}/<session>", "checkout.SessionUpdateParams", {"metadata": Labels()})
def update(world: World, given: Params, session: str) -> Json:
    """Its metadata."""
    body = world.need("checkout.session", session)
    world.label(body, given)
    return world.change(body)


@endpoint("POST", f"{_PATH}/<session>/expire", "checkout.SessionExpireParams")
def expire(world: World, given: Params, session: str) -> Json:
    """End an open one, so that nobody can pay any more."""
    body = world.need("checkout.session", session)
    if body["status"] != "open":
        raise ApiError(
            f"Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of "
            f"{body['status']}.",
        )
    return end(world, body)


@listing(f"{_PATH}/<session>/line_items", "checkout.SessionListLineItemsParams")
def line_items(world: World, given: Params, session: str) -> Json:
    """Its lines, in the order they were given."""
    body = world.need("checkout.session", session)
    items = body["_items"]
    names = [item["id"] for item in items]
    for param in ("starting_after", "ending_before"):
        if given.get(param) and given[param] not in names:
            raise ApiError(f"No such line item: '{given[param]}'", code="resource_missing", param=param)
    if given.get("starting_after"):
        items = items[names.index(given["starting_after"]) + 1:]
    elif given.get("ending_before"):
        items = items[:names.index(given["ending_before"])]
    limit = given.get("limit", 10)
    return listed(items[:limit], f"{_PATH}/{session}/line_items", more=len(items) > limit)


@listing(
    _PATH,
    "checkout.SessionListParams",
    {
        "created": Span(),
        "customer": Text(),
        "payment_intent": Text(),
        "status": Text(choices=("complete", "expired", "open")),
        "customer_details": Hash(fields={"email": Text(required=True)}),
    },
)
def list_all(world: World, given: Params) -> Json:
    """By customer, payment intent, or status."""
    email = (given.get("customer_details") or {}).get("email")

    def written_by(body: Json) -> bool:
        return email is None or (body["customer_details"] or {}).get("email") == email

    return page(world, "checkout.session", given, _PATH, by=("customer", "payment_intent", "status"), keep=written_by)
