"""`expand[]`: an id in an answer replaced by the object it names, up to four deep."""

from __future__ import annotations

from coop.demo.cards.engine.errors import ApiError, Json
from coop.demo.cards.engine.presenting import listed, present
from coop.demo.cards.engine.world import World

EXPANDABLE: dict[str, frozenset[str]] = {
    "charge": frozenset(
        {"balance_transaction", "customer", "failure_balance_transaction", "payment_intent", "refunds"}
    ),
    "payment_intent": frozenset({"customer", "latest_charge", "payment_method"}),
    "setup_intent": frozenset({"customer", "payment_method"}),
    "checkout.session": frozenset({"customer", "line_items", "payment_intent", "setup_intent"}),
    "payment_method": frozenset({"customer"}),
    "refund": frozenset({"balance_transaction", "charge", "failure_balance_transaction", "payment_intent"}),
    "transfer": frozenset({"balance_transaction", "destination", "source_transaction"}),
    "transfer_reversal": frozenset({"balance_transaction", "transfer"}),
    "dispute": frozenset({"charge", "payment_intent"}),
    "balance_transaction": frozenset({"source"}),
    "payout": frozenset({"balance_transaction", "failure_balance_transaction"}),
}
_DEEPEST = 4


def expand(world: World, answer: Json, paths: list[str]) -> Json:
    """Follow each path in an answer. Raises ApiError for what cannot be expanded."""
    for path in paths:
        steps = path.split(".")
        if len(steps) > _DEEPEST + (steps[0] == "data"):
            raise ApiError(
                f"You cannot expand more than {_DEEPEST} levels of a property. Property: {path}", param="expand"
            )
        _follow(world, answer, steps, path)
    return answer


def _follow(world: World, body: Json, steps: list[str], path: str) -> None:
    step, rest = steps[0], steps[1:]
    if body.get("object") == "list":
        if step != "data" or not rest:
            raise _refused(path)
        for item in body["data"]:
            _follow(world, item, rest, path)
        return
    if step not in EXPANDABLE.get(body.get("object", ""), frozenset()):
        raise _refused(path)
    body[step] = _expanded(world, body, step)
    if rest and isinstance(body[step], dict):
        _follow(world, body[step], rest, path)


def _expanded(world: World, body: Json, step: str) -> object:
    if step == "refunds":
        found = world.store.newest("refund", link=("charge", body["id"]))
        return listed([present(world.store, each, world.now) for each in found], f"/v1/charges/{body['id']}/refunds")
    if step == "line_items":
        session = world.need("checkout.session", body["id"])
        return listed(session["_items"], f"/v1/checkout/sessions/{body['id']}/line_items")
    value = body.get(step)
    found_one = world.store.get(value) if isinstance(value, str) else None
    return value if found_one is None else present(world.store, found_one, world.now)


def _refused(path: str) -> ApiError:
    return ApiError(f"This property cannot be expanded ({path}).", param="expand")
