"""Payouts to the platform's bank: made by hand or each day, arriving days later, sometimes failing."""

from __future__ import annotations

from coop.demo.cards.engine.errors import ApiError, Json
from coop.demo.cards.engine.movements import available, move, sums
from coop.demo.cards.engine.paging import page, within
from coop.demo.cards.engine.params import Kind, Labels, Span, Text, Whole
from coop.demo.cards.engine.routes import Params, World, endpoint, listing
from coop.demo.cards.engine.rules import midnight_after

BANK = "ba_toadlanebank"
_STATUSES = Text(choices=("pending", "in_transit", "paid", "failed", "canceled"))
_LIST: dict[str, Kind] = {"created": Span(), "arrival_date": Span(), "destination": Text(), "status": _STATUSES}


def send(world: World, amount: int, currency: str, *, automatic: bool, fields: Params | None = None) -> Json:
    """Take an amount from the available balance towards the bank."""
    given = fields or {}
    arrives = midnight_after(world.now, world.settings.payout_days)
    payout = world.new("payout", "po", {
        "amount": amount, "application_fee": None, "application_fee_amount": None, "arrival_date": arrives,
        "automatic": automatic, "balance_transaction": None, "currency": currency,
        "description": given.get("description") or ("STRIPE PAYOUT" if automatic else None), "destination": BANK,
        "failure_balance_transaction": None, "failure_code": None, "failure_message": None,
        "metadata": given.get("metadata") or {}, "method": "standard", "original_payout": None, "payout_method": None,
        "reconciliation_status": "completed" if automatic else "not_applicable", "reversed_by": None,
        "source_type": "card", "statement_descriptor": given.get("statement_descriptor"), "status": "pending",
        "trace_id": {"status": "pending", "value": None}, "type": "bank_account",
    })
    movement = move(world, "payout", payout["id"], amount=-amount, currency=currency, told=payout["description"])
    if automatic:
        _claim(world, payout, currency)
    world.change(payout, balance_transaction=movement["id"])
    world.later(midnight_after(world.now, 1), "payout.in_transit", payout["id"])
    world.later(arrives, "payout.arrives", payout["id"])
    world.emit("payout.created", payout)
    return payout


def _claim(world: World, payout: Json, currency: str) -> None:
    # What is available and was in no payout yet is what this one takes to the bank, its own movement included.
    unclaimed = [
        each for each in world.store.oldest("balance_transaction")
        if each["_payout"] is None and each["currency"] == currency and each["available_on"] <= world.now
    ]
    for movement in unclaimed:
        world.change(movement, _payout=payout["id"])


def daily(world: World) -> None:
    """Send all that is available, where the schedule is daily."""
    if world.modes["payouts"] == "daily":
        for currency, (free, _) in sums(world).items():
            if free > 0:
                send(world, free, currency, automatic=True)


def leave(world: World, payout: Json) -> None:
    """It is on its way and can no longer be canceled."""
    if payout["status"] == "pending":
        world.change(payout, status="in_transit")
        world.emit("payout.updated", payout)


def arrive(world: World, payout: Json) -> None:
    """It is at the bank."""
    if payout["status"] in ("pending", "in_transit"):
        world.change(
            payout, status="paid", trace_id={"status": "supported", "value": f"TRACE{payout['id'][3:15].upper()}"}
        )
        world.emit("payout.paid", payout)


def fail(world: World, payout: Json, code: str = "account_closed") -> Json:
    """The bank sent it back, even days after it was paid. Raises ApiError for one that has ended otherwise."""
    if payout["status"] in ("failed", "canceled"):
        raise ApiError(f"A payout that is {payout['status']} cannot fail.", param="payout")
    movement = move(world, "payout_failure", payout["id"], amount=payout["amount"], currency=payout["currency"])
    world.change(payout, status="failed", failure_balance_transaction=movement["id"], failure_code=code,
                 failure_message="The bank sent the payout back.")
    world.emit("payout.failed", payout)
    return payout


@endpoint(
    "POST",
    "/v1/payouts",
    "PayoutCreateParams",
    {
        "amount": Whole(required=True, least=1),
        "currency": Text(required=True),
        "description": Text(),
        "metadata": Labels(),
        "method": Text(choices=("standard",)),
        "statement_descriptor": Text(longest=22),
    },
)
def create(world: World, given: Params) -> Json:
    """By hand."""
    currency = world.currency(given["currency"])
    if available(world, currency) < given["amount"]:
        raise ApiError(
            "You have insufficient funds in your Stripe account for this payout.",
            code="balance_insufficient",
            param="amount",
        )
    return send(world, given["amount"], currency, automatic=False, fields=given)


@endpoint("GET", "/v1/payouts/<payout>", "PayoutRetrieveParams")
def retrieve(world: World, given: Params, payout: str) -> Json:
    """One."""
    return world.need("payout", payout)


@endpoint("POST", "/v1/payouts/<payout>", "PayoutUpdateParams", {"metadata": Labels()})
def update(world: World, given: Params, payout: str) -> Json:
    """Its metadata."""
    body = world.need("payout", payout)
    world.label(body, given)
    return world.change(body)


@endpoint("POST", "/v1/payouts/<payout>/cancel", "PayoutCancelParams")
def cancel(world: World, given: Params, payout: str) -> Json:
    """One that has not left."""
    body = world.need("payout", payout)
    if body["status"] != "pending" or body["automatic"]:
        raise ApiError("Only a pending payout that was made by hand can be canceled.", param="payout")
    movement = move(world, "payout_cancel", body["id"], amount=body["amount"], currency=body["currency"])
    world.change(body, status="canceled", failure_balance_transaction=movement["id"])
    world.emit("payout.canceled", body)
    return body


@listing("/v1/payouts", "PayoutListParams", _LIST)
def list_all(world: World, given: Params) -> Json:
    """By status."""
    span = given.get("arrival_date") or {}

    def arrives_within(body: Json) -> bool:
        return within(body["arrival_date"], span)

    return page(world, "payout", given, "/v1/payouts", by=("status", "destination"), keep=arrives_within)
