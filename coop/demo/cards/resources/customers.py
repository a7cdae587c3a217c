"""Customers: a name and an address that saved cards belong to."""

from __future__ import annotations

from coop.demo.cards.engine.errors import ApiError, Json
from coop.demo.cards.engine.paging import page
from coop.demo.cards.engine.params import Hash, Kind, Labels, Many, Span, Text
from coop.demo.cards.engine.routes import Params, World, endpoint, listing
from coop.demo.cards.resources import payment_methods
from coop.demo.cards.resources.payment_methods import ADDRESS

_PLAIN = ("email", "name", "phone", "description")
_FIELDS: dict[str, Kind] = {
    "email": Text(longest=512), "name": Text(longest=256), "phone": Text(longest=20), "description": Text(),
    "address": Hash(fields=ADDRESS), "metadata": Labels(), "preferred_locales": Many(),
    "invoice_settings": Hash(fields={"default_payment_method": Text()}),
}


def make(world: World, given: Params) -> Json:
    """A new customer, told of."""
    customer = world.new(
        "customer",
        "cus",
        {
            "address": None,
            "balance": 0,
            "currency": None,
            "default_source": None,
            "delinquent": False,
            "description": None,
            "discount": None,
            "email": None,
            "invoice_prefix": world.store.new_id("I")[2:10].upper(),
            "invoice_settings": {
                "custom_fields": None,
                "default_payment_method": None,
                "footer": None,
                "rendering_options": None,
            },
            "metadata": {},
            "name": None,
            "next_invoice_sequence": 1,
            "phone": None,
            "preferred_locales": [],
            "shipping": None,
            "tax_exempt": "none",
            "test_clock": None,
        },
        length=14,
    )
    _fill(world, customer, given)
    world.emit("customer.created", customer)
    return customer


def _fill(world: World, customer: Json, given: Params) -> None:
    for name in _PLAIN:
        if name in given:
            customer[name] = given[name]
    if "address" in given:
        address = given["address"]
        customer["address"] = None if address is None else {part: address.get(part) for part in ADDRESS}
    if "preferred_locales" in given:
        customer["preferred_locales"] = given["preferred_locales"]
    default = (given.get("invoice_settings") or {}).get("default_payment_method")
    if default:
        method = world.need("payment_method", default, param="invoice_settings[default_payment_method]")
        if method["customer"] != customer["id"]:
            raise ApiError("The customer does not have that payment method attached.",
                           param="invoice_settings[default_payment_method]", code="resource_missing")
        customer["invoice_settings"]["default_payment_method"] = default
    world.label(customer, given)
    world.change(customer)


@endpoint("POST", "/v1/customers", "CustomerCreateParams", {**_FIELDS, "payment_method": Text()})
def create(world: World, given: Params) -> Json:
    """A customer, with a card if one is named."""
    customer = make(world, given)
    if given.get("payment_method"):
        method = payment_methods.named(world, given["payment_method"])
        payment_methods.attach_to(world, method, customer["id"])
    return customer


@endpoint("GET", "/v1/customers/<customer>", "CustomerRetrieveParams")
def retrieve(world: World, given: Params, customer: str) -> Json:
    """One; of a deleted one only that it is."""
    return world.need("customer", customer)


@endpoint("POST", "/v1/customers/<customer>", "CustomerUpdateParams", _FIELDS)
def update(world: World, given: Params, customer: str) -> Json:
    """Change details."""
    body = world.need("customer", customer)
    if body.get("deleted"):
        raise ApiError(f"No such customer: '{customer}'", status=404, code="resource_missing", param="id")
    _fill(world, body, given)
    world.emit("customer.updated", body)
    return body


@endpoint("DELETE", "/v1/customers/<customer>", "CustomerDeleteParams")
def delete(world: World, given: Params, customer: str) -> Json:
    """Forget a customer: the cards go with it, charges stay."""
    body = world.need("customer", customer)
    world.emit("customer.deleted", body)
    for method in list(world.store.newest("payment_method", link=("customer", customer))):
        world.change(method, customer=None, _spent=True)
    world.store.save({"id": customer, "object": "customer", "deleted": True, "created": body["created"], "_gone": True})
    return {"id": customer, "object": "customer", "deleted": True}


@listing("/v1/customers", "CustomerListParams", {"email": Text(), "created": Span()})
def list_all(world: World, given: Params) -> Json:
    """Those that were not deleted."""
    return page(world, "customer", given, "/v1/customers", by=("email",), keep=lambda body: not body.get("deleted"))
