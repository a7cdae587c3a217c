"""Events: what happened, newest first; those that a webhook has not answered well can be asked for."""

from __future__ import annotations

from coop.demo.cards.engine.delivery_queue import settled, wants
from coop.demo.cards.engine.errors import ApiError, Json
from coop.demo.cards.engine.paging import page
from coop.demo.cards.engine.params import Flag, Many, Span, Text
from coop.demo.cards.engine.routes import Params, World, endpoint, listing


@endpoint("GET", "/v1/events/<event>", "EventRetrieveParams")
def retrieve(world: World, given: Params, event: str) -> Json:
    """One."""
    return world.need("event", event)


@listing("/v1/events", "EventListParams", {
    "created": Span(), "delivery_success": Flag(), "type": Text(), "types": Many(item=Text(required=True)),
})
def list_all(world: World, given: Params) -> Json:
    """By kind, `charge.*` being a family, and by whether every webhook took it."""
    if given.get("type") and given.get("types"):
        raise ApiError("You may only specify one of these parameters: type, types.", param="types")
    kinds = given.get("types") or ([given["type"]] if given.get("type") else ["*"])
    success = given.get("delivery_success")

    def asked_for(event: Json) -> bool:
        return wants(kinds, event["type"]) and (success is None or settled(world.store, event["id"]) == success)

    rest = {name: value for name, value in given.items() if name not in ("type", "types")}
    return page(world, "event", rest, "/v1/events", keep=asked_for)
