"""Transfers to connected accounts, and their reversals. Never more than a charge has left, or than is available."""

from __future__ import annotations

from coop.demo.cards.engine.errors import ApiError, Json
from coop.demo.cards.engine.movements import available, move
from coop.demo.cards.engine.paging import page
from coop.demo.cards.engine.params import Labels, Span, Text, Whole
from coop.demo.cards.engine.routes import Params, World, endpoint, listing
from coop.demo.cards.engine.rules import transferable
from coop.demo.cards.resources.accounts import account_named


@endpoint("POST", "/v1/transfers", "TransferCreateParams", {
    "amount": Whole(required=True, least=1), "currency": Text(required=True), "destination": Text(required=True),
    "source_transaction": Text(), "transfer_group": Text(), "description": Text(), "metadata": Labels(),
})
def create(world: World, given: Params) -> Json:
    """From a charge, before or after its money is available, or from the available balance."""
    currency = world.currency(given["currency"])
    destination = account_named(world, given["destination"], param="destination")
    if destination["capabilities"].get("transfers") != "active":
        raise ApiError(
            f"The account {destination['id']} cannot receive transfers: its capability `transfers` is not active.",
            code="insufficient_capabilities_for_transfer", param="destination",
        )
    charge = None
    if given.get("source_transaction"):
        charge = _source(world, given["source_transaction"], given["amount"], currency)
    pending_until = None
    if charge is not None:
        collected = world.need("balance_transaction", charge["balance_transaction"])
        pending_until = collected["available_on"] if collected["available_on"] > world.now else None
    if pending_until is None and available(world, currency) < given["amount"]:
        raise ApiError(
            "You have insufficient available funds in your Stripe account for this transfer. (Make-believe: pay with "
            "the card 4000 0000 0000 0077, advance the clock, or top up.)",
            code="balance_insufficient",
        )
    group = given.get("transfer_group") or (_group_of(world, charge) if charge else None)
    transfer = world.new("transfer", "tr", {
        "amount": given["amount"], "amount_reversed": 0, "balance_transaction": None, "currency": currency,
        "description": given.get("description"), "destination": destination["id"],
        "destination_payment": world.store.new_id("py"), "metadata": given.get("metadata") or {}, "reversed": False,
        "source_transaction": charge["id"] if charge else None, "source_type": "card", "transfer_group": group,
    })
    movement = move(world, "transfer", transfer["id"], amount=-given["amount"], currency=currency,
                    available_on=pending_until, told=given.get("description"))
    world.change(transfer, balance_transaction=movement["id"])
    if charge is not None:
        world.change(charge, _transferred=charge["_transferred"] + given["amount"])
    world.emit("transfer.created", transfer)
    return transfer


def _source(world: World, identifier: str, amount: int, currency: str) -> Json:
    charge = world.need("charge", identifier, param="source_transaction")
    if not charge["captured"] or charge["status"] != "succeeded":
        raise ApiError("The source_transaction must be a charge that was captured.", param="source_transaction")
    if charge["currency"] != currency:
        raise ApiError(f"The currency of source_transaction is {charge['currency']}, that of the transfer {currency}.",
                       param="currency")
    left = transferable(captured=charge["amount_captured"], refunded=charge["amount_refunded"],
                        transferred=charge["_transferred"], reversed_=charge["_reversed"])
    if amount > left:
        raise ApiError(
            f"Transfers from {identifier} cannot exceed what is left of it: {max(left, 0)} {currency} in minor units, "
            f"after {charge['_transferred'] - charge['_reversed']} transferred, {charge['amount_refunded']} refunded.",
            param="amount",
        )
    return charge


def _group_of(world: World, charge: Json) -> str:
    # A transfer and the charge it draws on always share a group: the interface names it after the charge's payment.
    if not charge["transfer_group"]:
        world.change(charge, transfer_group=f"group_{charge['payment_intent']}")
    return str(charge["transfer_group"])


@endpoint("GET", "/v1/transfers/<transfer>", "TransferRetrieveParams")
def retrieve(world: World, given: Params, transfer: str) -> Json:
    """One."""
    return world.need("transfer", transfer)


@endpoint("POST", "/v1/transfers/<transfer>", "TransferUpdateParams", {"description": Text(), "metadata": Labels()})
def update(world: World, given: Params, transfer: str) -> Json:
    """Its words."""
    body = world.need("transfer", transfer)
    if "description" in given:
        body["description"] = given["description"]
    world.label(body, given)
    world.change(body)
    world.emit("transfer.updated", body)
    return body


@listing("/v1/transfers", "TransferListParams", {"created": Span(), "destination": Text(), "transfer_group": Text()})
def list_all(world: World, given: Params) -> Json:
    """To an account, or of a group."""
    return page(world, "transfer", given, "/v1/transfers", by=("destination", "transfer_group"))
