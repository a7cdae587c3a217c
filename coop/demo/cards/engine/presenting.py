"""An object as it is answered: without what the fake keeps to itself, with what depends on the time or on others."""

from __future__ import annotations

from coop.demo.cards.engine.errors import Json
from coop.demo.cards.engine.store import Store


def present(store: Store, body: Json, now: int) -> Json:
    """The public form. Fields that begin with an underscore are the fake's own."""
    shown = {name: value for name, value in body.items() if not name.startswith("_")}
    kind = body.get("object")
    if kind == "balance_transaction":
        shown["status"] = "available" if body["available_on"] <= now else "pending"
    elif kind == "dispute":
        found = [store.get(identifier) for identifier in body["_balance_transactions"]]
        shown["balance_transactions"] = [present(store, movement, now) for movement in found if movement is not None]
    elif kind == "transfer":
        shown["reversals"] = listed(
            [present(store, each, now) for each in store.newest("transfer_reversal", link=("transfer", body["id"]))],
            f"/v1/transfers/{body['id']}/reversals",
        )
    elif kind == "event":
        waiting = store.connection.execute(
            "SELECT count(*) FROM deliveries WHERE event = ? AND state <> 'delivered'", (body["id"],)
        ).fetchone()
        shown["pending_webhooks"] = waiting[0]
    if kind in _WITHOUT_MODE:
        shown.pop("livemode", None)
    if kind in _WITHOUT_TIME:
        shown.pop("created", None)
    return shown


def listed(items: list[Json], url: str, *, more: bool = False) -> Json:
    """A page of a list."""
    return {"object": "list", "data": items, "has_more": more, "url": url}


_WITHOUT_MODE = {"account", "balance_transaction", "refund", "transfer_reversal", "item"}
_WITHOUT_TIME = {"item"}
