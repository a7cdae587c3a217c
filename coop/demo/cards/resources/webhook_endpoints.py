"""Webhook endpoints: where events are told, and the secret they are signed with. On this machine only."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from coop.demo.cards.engine.errors import ApiError, Json
from coop.demo.cards.engine.paging import page
from coop.demo.cards.engine.params import Address, Flag, Labels, Many, Text
from coop.demo.cards.engine.presenting import present
from coop.demo.cards.engine.routes import Params, World, endpoint, listing
from coop.demo.cards.engine.settings import API_VERSION

_HOSTS = ("127.0.0.1", "localhost", "::1")
_KINDS = Many(item=Text(required=True))


def add(world: World, url: str, secret: str, *, kinds: list[str] | None = None, fields: Params | None = None) -> Json:
    """Tell events to a URL of this machine. Raises ApiError for one elsewhere."""
    if urlsplit(url).hostname not in _HOSTS:
        raise ApiError(
            f"A make-believe processor tells only this machine: {', '.join(_HOSTS)}.", code="url_invalid", param="url"
        )
    given = fields or {}
    return world.new("webhook_endpoint", "we", {
        "api_version": API_VERSION, "application": None, "description": given.get("description"),
        "enabled_events": kinds or ["*"], "metadata": given.get("metadata") or {}, "status": "enabled", "url": url,
        "_secret": secret,
    })


@endpoint(
    "POST",
    "/v1/webhook_endpoints",
    "WebhookEndpointCreateParams",
    {
        "url": Address(required=True),
        "enabled_events": Many(required=True, item=Text(required=True)),
        "description": Text(),
        "metadata": Labels(),
    },
)
def create(world: World, given: Params) -> Json:
    """Its secret is in this answer and in no other."""
    secret = f"whsec_{secrets.token_urlsafe(24)}"
    body = add(world, given["url"], secret, kinds=given["enabled_events"], fields=given)
    return {**present(world.store, body, world.now), "secret": secret}


@endpoint("GET", "/v1/webhook_endpoints/<hook>", "WebhookEndpointRetrieveParams")
def retrieve(world: World, given: Params, hook: str) -> Json:
    """One."""
    return world.need("webhook_endpoint", hook)


@endpoint("POST", "/v1/webhook_endpoints/<hook>", "WebhookEndpointUpdateParams", {
    "enabled_events": _KINDS, "disabled": Flag(), "description": Text(), "metadata": Labels(),
})
def update(world: World, given: Params, hook: str) -> Json:
    """What it is told, and whether."""
    body = world.need("webhook_endpoint", hook)
    for name in ("enabled_events", "description"):
        if name in given:
            body[name] = given[name]
    if "disabled" in given:
        body["status"] = "disabled" if given["disabled"] else "enabled"
    world.label(body, given)
    return world.change(body)


@endpoint("DELETE", "/v1/webhook_endpoints/<hook>", "WebhookEndpointDeleteParams")
def delete(world: World, given: Params, hook: str) -> Json:
    """Tell it nothing more."""
    body = world.need("webhook_endpoint", hook)
    world.change(body, status="disabled", _gone=True)
    world.store.connection.execute("DELETE FROM deliveries WHERE endpoint = ? AND state = 'waiting'", (hook,))
    return {"id": hook, "object": "webhook_endpoint", "deleted": True}


@listing("/v1/webhook_endpoints", "WebhookEndpointListParams")
def list_all(world: World, given: Params) -> Json:
    """Those that were not deleted."""
    return page(world, "webhook_endpoint", given, "/v1/webhook_endpoints", keep=lambda body: not body.get("_gone"))
