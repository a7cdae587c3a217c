"""Reversals of transfers: never more than was transferred; the money is on the balance again."""

from __future__ import annotations

from coop.demo.cards.engine.errors import ApiError, Json
from coop.demo.cards.engine.movements import move
from coop.demo.cards.engine.paging import page
from coop.demo.cards.engine.params import Labels, Text, Whole
from coop.demo.cards.engine.routes import Params, World, endpoint, listing

_PATH = "/v1/transfers/<transfer>/reversals"


@endpoint("POST", _PATH, "TransferCreateReversalParams", {
    "amount": Whole(least=1), "description": Text(), "metadata": Labels(),
})
def create(world: World, given: Params, transfer: str) -> Json:
    """The whole remainder if no amount is said."""
    body = world.need("transfer", transfer)
    left = body["amount"] - body["amount_reversed"]
    if left == 0:
        raise ApiError(f"Transfer {transfer} is already fully reversed.", code="transfer_already_reversed", param="id")
    amount = given.get("amount", left)
    if amount > left:
        raise ApiError(
            f"Reversal amount ({amount}) is greater than the unreversed amount on transfer ({left} {body['currency']}, "
            "minor units).", param="amount",
        )
    reversal = world.new("transfer_reversal", "trr", {
        "amount": amount, "balance_transaction": None, "currency": body["currency"],
        "destination_payment_refund": world.store.new_id("pyr"), "metadata": given.get("metadata") or {},
        "source_refund": None, "transfer": transfer,
    })
    taken = world.need("balance_transaction", body["balance_transaction"])
    movement = move(world, "transfer_refund", reversal["id"], amount=amount, currency=body["currency"],
                    available_on=taken["available_on"], told=given.get("description"))
    world.change(reversal, balance_transaction=movement["id"])
    world.change(body, amount_reversed=body["amount_reversed"] + amount,
                 reversed=body["amount_reversed"] + amount == body["amount"])
    if body["source_transaction"]:
        charge = world.need("charge", body["source_transaction"])
        world.change(charge, _reversed=charge["_reversed"] + amount)
    world.emit("transfer.reversed", body)
    return reversal


def _of(world: World, transfer: str, reversal: str) -> Json:
    body = world.need("transfer_reversal", reversal)
    if body["transfer"] != transfer:
        raise ApiError(f"No such transfer reversal: '{reversal}'", status=404, code="resource_missing", param="id")
    return body


@endpoint("GET", f"{_PATH}/<reversal>", "TransferRetrieveReversalParams")
def retrieve(world: World, given: Params, transfer: str, reversal: str) -> Json:
    """One."""
    return _of(world, transfer, reversal)


@endpoint("POST", f"{_PATH}/<reversal>", "TransferModifyReversalParams", {"metadata": Labels()})
def update(world: World, given: Params, transfer: str, reversal: str) -> Json:
    """Its metadata."""
    body = _of(world, transfer, reversal)
    world.label(body, given)
    return world.change(body)


@listing(_PATH, "TransferListReversalsParams")
def list_all(world: World, given: Params, transfer: str) -> Json:
    """Of the transfer in the path."""
    world.need("transfer", transfer)
    return page(world, "transfer_reversal", given, f"/v1/transfers/{transfer}/reversals", where={"transfer": transfer})
