"""Charges: one attempt at a card each, what came of it, and the movement it made."""

from __future__ import annotations

from coop.demo.cards.engine.cards import CARDS, REASONS, decline_code
from coop.demo.cards.engine.errors import Json
from coop.demo.cards.engine.movements import Cost, move
from coop.demo.cards.engine.paging import page
from coop.demo.cards.engine.params import Labels, Span, Text
from coop.demo.cards.engine.routes import Params, World, endpoint, listing
from coop.demo.cards.engine.rules import fee, midnight_after


def attempt(
    world: World, intent: Json, method: Json, *, declined: str | None, capture: bool, authenticated: bool
) -> Json:
    """Charge a card for a payment intent; a decline leaves a failed charge."""
    succeeded = declined is None
    charge = world.new("charge", "ch", {
        **_empty(intent), **_outcome(declined), "paid": succeeded, "status": "succeeded" if succeeded else "failed",
        "billing_details": method["billing_details"], "payment_method": method["id"],
        "payment_method_details": _details(world, intent, method, capture=capture, authenticated=authenticated),
        "_number": method["_number"],
    })
    if not succeeded:
        world.emit("charge.failed", charge)
    elif capture:
        _collect(world, charge, intent["amount"])
        world.emit("charge.succeeded", charge)
    else:
        world.emit("charge.succeeded", charge)
    return charge


def capture(world: World, charge: Json, amount: int) -> Json:
    """Collect what was authorised, or less of it; the rest is let go."""
    _collect(world, charge, amount)
    world.emit("charge.captured", charge)
    return charge


def lapse(world: World, charge: Json) -> None:
    """Let an authorisation go; nothing was collected, so nothing is refunded."""
    world.emit("charge.expired", charge)


def _collect(world: World, charge: Json, amount: int) -> None:
    terms = world.settings
    at_once = CARDS[charge["_number"]].at_once
    cost = Cost(fee(amount, basis_points=terms.fee_basis_points, fixed=terms.fee_fixed), "Card processing")
    movement = move(
        world, "charge", charge["id"], amount=amount, currency=charge["currency"], cost=cost,
        available_on=world.now if at_once else midnight_after(world.now, terms.settle_days), told=charge["description"],
    )
    world.change(charge, amount_captured=amount, captured=True, balance_transaction=movement["id"])
    dispute = CARDS[charge["_number"]].dispute
    if dispute:
        world.later(world.now, "dispute." + dispute, charge["id"])


def _empty(intent: Json) -> Json:
    return {
        "amount": intent["amount"], "amount_captured": 0, "amount_refunded": 0, "application": None,
        "application_fee": None, "application_fee_amount": None, "balance_transaction": None,
        "calculated_statement_descriptor": "MAKE-BELIEVE", "captured": False, "currency": intent["currency"],
        "customer": intent["customer"], "description": intent["description"], "disputed": False,
        "failure_balance_transaction": None, "fraud_details": {}, "metadata": dict(intent["metadata"]),
        "on_behalf_of": None, "payment_intent": intent["id"], "receipt_email": intent["receipt_email"],
        "receipt_number": None, "receipt_url": None, "refunded": False, "review": None, "shipping": None,
        "source_transfer": None, "statement_descriptor": None, "statement_descriptor_suffix": None,
        "transfer_data": None, "transfer_group": intent["transfer_group"], "_transferred": 0, "_reversed": 0,
        "_inquiry": None,
    }


def _outcome(declined: str | None) -> Json:
    if declined is None:
        return {"failure_code": None, "failure_message": None, "outcome": {
            "advice_code": None, "network_advice_code": None, "network_decline_code": None,
            "network_status": "approved_by_network", "reason": None, "risk_level": "normal",
            "seller_message": "Payment complete.", "type": "authorized",
        }}
    return {
        "failure_code": decline_code(declined), "failure_message": REASONS.get(declined, REASONS["generic_decline"]),
        "outcome": {
            "advice_code": "try_again_later" if declined == "insufficient_funds" else None, "network_advice_code": None,
            "network_decline_code": None, "network_status": "declined_by_network", "reason": declined,
            "risk_level": "normal", "seller_message": "The bank declined the payment.", "type": "issuer_declined",
        },
    }


def _details(world: World, intent: Json, method: Json, *, capture: bool, authenticated: bool) -> Json:
    card = method["card"]
    terms = world.settings
    held_until = None if capture else world.now + terms.authorisation_days * 86_400
    secure = (
        None
        if not authenticated
        else {
            "authentication_flow": "challenge",
            "electronic_commerce_indicator": "05",
            "exemption_indicator": None,
            "result": "authenticated",
            "result_reason": None,
            "transaction_id": world.store.new_id("dst")[4:],
            "version": "2.2.0",
        }
    )
    return {
        "type": "card",
        "card": {
            "amount_authorized": intent["amount"],
            "authorization_code": world.store.new_id("ac")[3:9].upper(),
            "brand": card["brand"],
            "capture_before": held_until,
            "checks": card["checks"],
            "country": card["country"],
            "exp_month": card["exp_month"],
            "exp_year": card["exp_year"],
            "extended_authorization": {"status": "disabled"},
            "fingerprint": card["fingerprint"],
            "funding": card["funding"],
            "incremental_authorization": {"status": "unavailable"},
            "installments": None,
            "last4": card["last4"],
            "mandate": None,
            "multicapture": {"status": "unavailable"},
            "network": card["brand"],
            "network_token": {"used": False},
            "network_transaction_id": None,
            "overcapture": {"maximum_amount_capturable": intent["amount"], "status": "unavailable"},
            "regulated_status": card["regulated_status"],
            "three_d_secure": secure,
            "transaction_link_id": None,
            "wallet": None,
        },
    }


@endpoint("GET", "/v1/charges/<charge>", "ChargeRetrieveParams")
def retrieve(world: World, given: Params, charge: str) -> Json:
    """One."""
    return world.need("charge", charge)


@endpoint("POST", "/v1/charges/<charge>", "ChargeUpdateParams",
          {"description": Text(), "metadata": Labels(), "receipt_email": Text(), "transfer_group": Text()})
def update(world: World, given: Params, charge: str) -> Json:
    """Its words. Its transfer group only if it has none yet."""
    body = world.need("charge", charge)
    for name in ("description", "receipt_email", "transfer_group"):
        if name in given:
            body[name] = given[name]
    world.label(body, given)
    world.change(body)
    world.emit("charge.updated", body)
    return body


@listing("/v1/charges", "ChargeListParams", {
    "created": Span(), "customer": Text(), "payment_intent": Text(), "transfer_group": Text(),
})
def list_all(world: World, given: Params) -> Json:
    """By customer, payment intent, or transfer group."""
    return page(world, "charge", given, "/v1/charges", by=("customer", "payment_intent", "transfer_group"))
