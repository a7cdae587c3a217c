"""What a checkout session may be made with, and the sums of its lines."""

from __future__ import annotations

from coop.demo.cards.engine.errors import ApiError, Json
from coop.demo.cards.engine.params import Address, Flag, Hash, Kind, Labels, Many, Text, Whole
from coop.demo.cards.engine.routes import Params, World
from coop.demo.cards.resources.payment_intents import CAPTURE, FUTURE, METHODS

_PRODUCT = Hash(fields={"name": Text(required=True), "description": Text(), "metadata": Labels()})
_PRICE = Hash(fields={"currency": Text(required=True), "unit_amount": Whole(), "product_data": _PRODUCT})
CREATE: dict[str, Kind] = {
    "mode": Text(required=True, choices=("payment", "setup")),
    "success_url": Address(required=True),
    "cancel_url": Address(),
    "line_items": Many(item=Hash(fields={"price_data": _PRICE, "quantity": Whole(least=1)})),
    "metadata": Labels(),
    "payment_intent_data": Hash(
        fields={
            "capture_method": CAPTURE,
            "description": Text(),
            "metadata": Labels(),
            "receipt_email": Text(),
            "setup_future_usage": FUTURE,
            "transfer_group": Text(),
        }
    ),
    "setup_intent_data": Hash(fields={"description": Text(), "metadata": Labels()}),
    "customer": Text(),
    "customer_creation": Text(choices=("always", "if_required")),
    "customer_email": Text(longest=800),
    "client_reference_id": Text(longest=200),
    "expires_at": Whole(),
    "locale": Text(),
    "currency": Text(),
    "allowed_payment_method_types": METHODS,
    "submit_type": Text(choices=("auto", "book", "donate", "pay")),
    "billing_address_collection": Text(choices=("auto", "required")),
    "phone_number_collection": Hash(fields={"enabled": Flag(required=True)}),
    "ui_mode": Text(choices=("hosted_page",)),
}


def lines(world: World, given: Params) -> list[Json]:
    """The lines as the session answers them. Raises ApiError for one without a price, or in a second currency."""
    found: list[Json] = []
    for number, line in enumerate(given.get("line_items") or []):
        at = f"line_items[{number}]"
        price = line.get("price_data")
        if not price or not price.get("product_data") or price.get("unit_amount") is None:
            raise ApiError(
                f"Give {at}[price_data] with unit_amount and product_data[name]: stored prices are not imitated.",
                code="parameter_missing", param=f"{at}[price_data]",
            )
        currency = world.currency(price["currency"])
        if found and found[0]["currency"] != currency:
            raise ApiError("All lines must have one currency.", param=f"{at}[price_data][currency]")
        found.append(_line(world, price, currency, line.get("quantity", 1)))
    return found


def _line(world: World, price: Params, currency: str, quantity: int) -> Json:
    total = price["unit_amount"] * quantity
    product = price["product_data"]
    line: Json = {
        "id": world.store.new_id("li"),
        "object": "item",
        "amount_discount": 0,
        "amount_subtotal": total,
        "amount_tax": 0,
        "amount_total": total,
        "currency": currency,
        "quantity": quantity,
        "adjustable_quantity": None,
        "metadata": {},
        "price": {
            "id": world.store.new_id("price"),
            "object": "price",
            "active": False,
            "billing_scheme": "per_unit",
            "created": world.now,
            "currency": currency,
            "custom_unit_amount": None,
            "livemode": False,
            "lookup_key": None,
            "metadata": {},
            "nickname": None,
            "product": world.store.new_id("prod", 14),
            "recurring": None,
            "tax_behavior": "unspecified",
            "tiers_mode": None,
            "transform_quantity": None,
            "type": "one_time",
            "unit_amount": price["unit_amount"],
            "unit_amount_decimal": str(price["unit_amount"]),
        },
    }
    line["description"] = product["name"]
    return line
