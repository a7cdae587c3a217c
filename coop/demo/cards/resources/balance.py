"""The platform's balance and the movements that make it up."""

from __future__ import annotations

from coop.demo.cards.engine.errors import ApiError, Json
from coop.demo.cards.engine.movements import sums
from coop.demo.cards.engine.paging import page
from coop.demo.cards.engine.params import Span, Text
from coop.demo.cards.engine.routes import Params, World, endpoint, listing


@endpoint("GET", "/v1/balance", "BalanceRetrieveParams")
def balance(world: World, given: Params) -> Json:
    """Available and pending of each currency: the sums of the movements by status."""
    found = sums(world) or {world.settings.currency: (0, 0)}

    def part(which: int) -> list[Json]:
        return [
            {"amount": both[which], "currency": currency, "source_types": {"card": both[which]}}
            for currency, both in found.items()
        ]

    return {
        "object": "balance", "available": part(0), "livemode": False, "pending": part(1),
        "connect_reserved": [{"amount": 0, "currency": currency} for currency in found],
    }


@endpoint("GET", "/v1/balance_transactions/<movement>", "BalanceTransactionRetrieveParams")
def retrieve(world: World, given: Params, movement: str) -> Json:
    """One movement."""
    return world.need("balance_transaction", movement)


@listing("/v1/balance_transactions", "BalanceTransactionListParams", {
    "created": Span(), "currency": Text(), "payout": Text(), "source": Text(), "type": Text(),
})
def list_all(world: World, given: Params) -> Json:
    """By type, source, or the automatic payout that took them to the bank."""
    where: Params = {}
    if given.get("payout"):
        payout = world.need("payout", given["payout"], param="payout")
        if not payout["automatic"]:
            raise ApiError(
                "Movements can be listed by an automatic payout only, not by one made by hand.", param="payout"
            )
        where["_payout"] = payout["id"]
    return page(
        world, "balance_transaction", given, "/v1/balance_transactions", by=("currency", "source", "type"), where=where
    )
