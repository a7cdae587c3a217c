"""Refunds: never more than was collected, paid from the available balance, and waiting while that is too low."""

from __future__ import annotations

from coop.demo.cards.engine.cards import CARDS
from coop.demo.cards.engine.errors import ApiError, Json
from coop.demo.cards.engine.movements import available, move
from coop.demo.cards.engine.paging import page
from coop.demo.cards.engine.params import Labels, Span, Text, Whole
from coop.demo.cards.engine.routes import Params, World, endpoint, listing

HOUR = 3600


@endpoint("POST", "/v1/refunds", "RefundCreateParams", {
    "charge": Text(), "payment_intent": Text(), "amount": Whole(least=1), "metadata": Labels(),
    "reason": Text(choices=("duplicate", "fraudulent", "requested_by_customer")),
})
def create(world: World, given: Params) -> Json:
    """Of a charge, or of the charge of a payment intent; the whole remainder if no amount is said."""
    charge = _charge(world, given)
    left = charge["amount_captured"] - charge["amount_refunded"]
    _refuse_unless_refundable(world, charge, left)
    amount = given.get("amount", left)
    if amount > left:
        raise ApiError(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left}), in minor units.",
            param="amount",
        )
    refund = world.new("refund", "re", {
        "amount": amount, "balance_transaction": None, "charge": charge["id"], "currency": charge["currency"],
        "customer": charge["customer"], "customer_account": None,
        "destination_details": {"card": {"reference": None, "reference_status": "pending", "reference_type":
            "acquirer_reference_number", "type": "refund"}, "type": "card"},
        "metadata": given.get("metadata") or {}, "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"], "reason": given.get("reason"), "receipt_number": None,
        "source_transfer_reversal": None, "status": "pending", "transfer_reversal": None,
    })
    world.change(charge, amount_refunded=charge["amount_refunded"] + amount,
                 refunded=charge["amount_refunded"] + amount == charge["amount_captured"])
    slow = CARDS[charge["_number"]].refund == "pending"
    paid = pay(world, refund, charge, final=not slow)
    world.emit("refund.created", refund)
    world.emit("charge.refunded", charge)
    if paid and slow:
        world.later(world.now + HOUR, "refund.succeeds", refund["id"])
    if paid and CARDS[charge["_number"]].refund == "fails":
        world.later(world.now + HOUR, "refund.fails", refund["id"])
    if charge["_inquiry"] and charge["refunded"]:
        world.later(world.now, "inquiry.refunded", charge["id"])
    return refund


def pay(world: World, refund: Json, charge: Json, *, final: bool = True) -> bool:
    """Take a refund from the balance. Money that is still pending pays for itself; else it must be available."""
    collected = world.need("balance_transaction", charge["balance_transaction"])
    pending = collected["available_on"] > world.now
    if not pending and available(world, refund["currency"]) < refund["amount"]:
        world.change(refund, status="pending")
        return False
    movement = move(world, "refund", refund["id"], amount=-refund["amount"], currency=refund["currency"],
                    available_on=collected["available_on"] if pending else None, told="REFUND FOR CHARGE")
    world.change(refund, balance_transaction=movement["id"], status="succeeded" if final else "pending")
    return True


def retry_waiting(world: World) -> None:
    """Pay the refunds that waited for money, oldest first, as far as it goes."""
    for refund in list(world.store.oldest("refund", link=("status", "pending"))):
        if refund["balance_transaction"] is None and pay(world, refund, world.need("charge", refund["charge"])):
            _tell(world, refund)


def succeed(world: World, refund: Json) -> None:
    """A pending one arrived."""
    if refund["status"] == "pending" and refund["balance_transaction"]:
        world.change(refund, status="succeeded")
        _tell(world, refund)


def fail(world: World, refund: Json, reason: str = "lost_or_stolen_card") -> Json:
    """The card's bank sent it back: the money is on the balance again. Raises ApiError for one that has ended."""
    if refund["status"] not in ("pending", "succeeded"):
        raise ApiError(f"A refund that is {refund['status']} cannot fail.", param="refund")
    returned = None
    if refund["balance_transaction"]:
        movement = move(world, "refund_failure", refund["id"], amount=refund["amount"], currency=refund["currency"],
                        told="REFUND FAILURE")
        returned = movement["id"]
    charge = world.need("charge", refund["charge"])
    world.change(charge, amount_refunded=charge["amount_refunded"] - refund["amount"], refunded=False)
    world.change(refund, status="failed", failure_reason=reason, failure_balance_transaction=returned)
    world.emit("refund.failed", refund)
    _tell(world, refund)
    return refund


def _tell(world: World, refund: Json) -> None:
    world.emit("refund.updated", refund)
    world.emit("charge.refund.updated", refund)


def _charge(world: World, given: Params) -> Json:
    if given.get("charge") and given.get("payment_intent"):
        raise ApiError("You may only specify one of these parameters: charge, payment_intent.", param="charge")
    if given.get("charge"):
        return world.need("charge", given["charge"], param="charge")
    if not given.get("payment_intent"):
        raise ApiError("One of the following params should be provided for this request: payment_intent or charge.",
                       code="parameter_missing")
    intent = world.need("payment_intent", given["payment_intent"], param="payment_intent")
    if intent["status"] != "succeeded":
        raise ApiError(
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
            code="payment_intent_unexpected_state"
            if intent["status"] != "requires_capture"
            else "charge_not_refundable",
            param="payment_intent",
        )
    return world.need("charge", intent["latest_charge"])


def _refuse_unless_refundable(world: World, charge: Json, left: int) -> None:
    if not charge["captured"]:
        raise ApiError(f"Charge {charge['id']} has not been captured; cancel its PaymentIntent instead.",
                       code="charge_not_refundable", param="charge")
    taken = (each["_taken"] for each in world.store.newest("dispute", link=("charge", charge["id"])))
    if any(taken):
        raise ApiError(f"Charge {charge['id']} has been charged back; cannot issue a refund.", code="charge_disputed",
                       param="charge")
    if left == 0:
        raise ApiError(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded", param="charge"
        )


@endpoint("GET", "/v1/refunds/<refund>", "RefundRetrieveParams")
def retrieve(world: World, given: Params, refund: str) -> Json:
    """One."""
    return world.need("refund", refund)


@endpoint("POST", "/v1/refunds/<refund>", "RefundUpdateParams", {"metadata": Labels()})
def update(world: World, given: Params, refund: str) -> Json:
    """Its metadata."""
    body = world.need("refund", refund)
    world.label(body, given)
    return world.change(body)


@endpoint("POST", "/v1/refunds/<refund>/cancel", "RefundCancelParams")
def cancel(world: World, given: Params, refund: str) -> Json:
    """One that still waits for money in the balance is given up; any other is on its way and is refused."""
    body = world.need("refund", refund)
    if body["status"] != "pending" or body["balance_transaction"]:
        raise ApiError("This refund cannot be canceled: only one that waits for the balance can.", param="refund")
    charge = world.need("charge", body["charge"])
    world.change(charge, amount_refunded=charge["amount_refunded"] - body["amount"], refunded=False)
    world.change(body, status="canceled")
    _tell(world, body)
    return body


@listing("/v1/refunds", "RefundListParams", {"charge": Text(), "payment_intent": Text(), "created": Span()})
def list_all(world: World, given: Params) -> Json:
    """Of a charge or a payment intent."""
    return page(world, "refund", given, "/v1/refunds", by=("charge", "payment_intent"))


@listing("/v1/charges/<charge>/refunds", "ChargeListRefundsParams")
def list_of_charge(world: World, given: Params, charge: str) -> Json:
    """Of the charge in the path."""
    world.need("charge", charge)
    return page(world, "refund", given, f"/v1/charges/{charge}/refunds", where={"charge": charge})
