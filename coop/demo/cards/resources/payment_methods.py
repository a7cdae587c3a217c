"""Cards that are kept: the number stays inside the fake, an answer shows its last four."""

from __future__ import annotations

import hashlib

from coop.demo.cards.engine.cards import CARDS, NAMES, card
from coop.demo.cards.engine.errors import ApiError, Json
from coop.demo.cards.engine.paging import page
from coop.demo.cards.engine.params import Hash, Kind, Labels, Text, Whole
from coop.demo.cards.engine.routes import Params, World, endpoint, listing

ADDRESS: dict[str, Kind] = {name: Text() for name in ("city", "country", "line1", "line2", "postal_code", "state")}
BILLING = Hash(fields={"address": Hash(fields=ADDRESS), "email": Text(), "name": Text(), "phone": Text()})
CARD = Hash(fields={
    "number": Text(required=True), "exp_month": Whole(required=True, least=1, most=12),
    "exp_year": Whole(required=True, least=1970, most=2999), "cvc": Text(),
})
_CREATE: dict[str, Kind] = {
    "type": Text(required=True, choices=("card",)), "card": CARD, "billing_details": BILLING, "metadata": Labels(),
    "allow_redisplay": Text(choices=("always", "limited", "unspecified")),
}


def keep(world: World, number: str, *, month: int = 12, year: int = 2034, billing: Json | None = None,
         metadata: Json | None = None) -> Json:
    """A new payment method of a card number. Raises ApiError (402) for a number that is no test card."""
    digits = "".join(number.split())
    behaviour = card(digits)
    given = billing or {}
    return world.new(
        "payment_method",
        "pm",
        {
            "allow_redisplay": "unspecified",
            "billing_details": {
                "address": {name: (given.get("address") or {}).get(name) for name in ADDRESS},
                "email": given.get("email"),
                "name": given.get("name"),
                "phone": given.get("phone"),
                "tax_id": None,
            },
            "card": {
                "brand": behaviour.brand,
                "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
                "country": "US",
                "display_brand": behaviour.brand,
                "exp_month": month,
                "exp_year": year,
                "fingerprint": hashlib.sha256(digits.encode()).hexdigest()[:16],
                "funding": "credit",
                "generated_from": None,
                "last4": digits[-4:],
                "networks": {"available": [behaviour.brand], "preferred": None},
                "three_d_secure_usage": {"supported": True},
                "wallet": None,
                "regulated_status": "unregulated",
            },
            "customer": None,
            "customer_account": None,
            "metadata": metadata or {},
            "type": "card",
            "_number": digits,
            "_authenticated": False,
            "_spent": False,
        },
    )


def named(world: World, identifier: str, *, param: str = "payment_method") -> Json:
    """A kept payment method, or a new one of a test account's `pm_card_...`."""
    if identifier in NAMES:
        return keep(world, NAMES[identifier])
    return world.need("payment_method", identifier, param=param)


def attach_to(world: World, method: Json, customer: str, *, authenticated: bool | None = None) -> Json:
    """Give a payment method to a customer, once."""
    if method["customer"] not in (None, customer):
        raise ApiError(
            "The payment method you provided has already been attached to a customer.", param="payment_method",
            code="resource_already_exists",
        )
    if CARDS[method["_number"]].declined:
        reason = CARDS[method["_number"]].declined
        raise ApiError(
            "Your card was declined.", status=402, kind="card_error", code="card_declined", decline_code=reason
        )
    fresh = method["customer"] is None
    if authenticated is not None:
        method["_authenticated"] = method["_authenticated"] or authenticated
    world.change(method, customer=customer)
    if fresh:
        world.emit("payment_method.attached", method)
    return method


@endpoint("POST", "/v1/payment_methods", "PaymentMethodCreateParams", _CREATE)
def create(world: World, given: Params) -> Json:
    """From a number."""
    details = given.get("card")
    if not details:
        raise ApiError("Missing required param: card.", code="parameter_missing", param="card")
    return keep(world, details["number"], month=details["exp_month"], year=details["exp_year"],
                billing=given.get("billing_details"), metadata=given.get("metadata"))


@endpoint("GET", "/v1/payment_methods/<method>", "PaymentMethodRetrieveParams")
def retrieve(world: World, given: Params, method: str) -> Json:
    """One."""
    return world.need("payment_method", method)


@endpoint(
    "POST",
    "/v1/payment_methods/<method>",
    "PaymentMethodUpdateParams",
    {"billing_details": BILLING, "metadata": Labels()},
)
def update(world: World, given: Params, method: str) -> Json:
    """Its owner's details."""
    body = world.need("payment_method", method)
    world.label(body, given)
    for name, value in (given.get("billing_details") or {}).items():
        body["billing_details"][name] = {**body["billing_details"]["address"], **value} if name == "address" else value
    world.change(body)
    world.emit("payment_method.updated", body)
    return body


@endpoint("POST", "/v1/payment_methods/<method>/attach", "PaymentMethodAttachParams", {"customer": Text(required=True)})
def attach(world: World, given: Params, method: str) -> Json:
    """To a customer; without an authentication, so a card that wants one is asked when it is charged."""
    customer = world.need("customer", given["customer"], param="customer")
    body = keep(world, NAMES[method]) if method in NAMES else world.need("payment_method", method)
    if body["_spent"]:
        raise ApiError(
            "This payment method was used without a customer, or detached from one, and cannot be used again.",
            param="payment_method",
        )
    return attach_to(world, body, customer["id"])


@endpoint("POST", "/v1/payment_methods/<method>/detach", "PaymentMethodDetachParams")
def detach(world: World, given: Params, method: str) -> Json:
    """From its customer, for good."""
    body = world.need("payment_method", method)
    if body["customer"] is None:
        raise ApiError("The payment method you provided is not attached to a customer so detachment is impossible.",
                       param="payment_method")
    before = {"customer": body["customer"]}
    world.change(body, customer=None, _spent=True)
    world.emit("payment_method.detached", body, before=before)
    return body


@listing("/v1/payment_methods", "PaymentMethodListParams", {"customer": Text(), "type": Text(choices=("card",))})
def list_all(world: World, given: Params) -> Json:
    """Of a customer."""
    return page(world, "payment_method", given, "/v1/payment_methods", by=("customer", "type"))


@listing(
    "/v1/customers/<customer>/payment_methods", "CustomerPaymentMethodListParams", {"type": Text(choices=("card",))}
)
def list_of_customer(world: World, given: Params, customer: str) -> Json:
    """Of the customer in the path."""
    world.need("customer", customer)
    return page(world, "payment_method", given, f"/v1/customers/{customer}/payment_methods", by=("type",),
                where={"customer": customer})
