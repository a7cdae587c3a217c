"""Links to the onboarding form of a connected account: for one visit, for some minutes."""

from __future__ import annotations

from coop.demo.cards.engine.errors import Json
from coop.demo.cards.engine.params import Address, Hash, Text
from coop.demo.cards.engine.presenting import present
from coop.demo.cards.engine.routes import Params, World, endpoint
from coop.demo.cards.resources.accounts import account_named, retrieve


@endpoint(
    "POST",
    "/v1/account_links",
    "AccountLinkCreateParams",
    {
        "account": Text(required=True),
        "type": Text(required=True, choices=("account_onboarding", "account_update")),
        "refresh_url": Address(),
        "return_url": Address(),
        "collection_options": Hash(
            fields={
                "fields": Text(choices=("currently_due", "eventually_due")),
                "future_requirements": Text(choices=("include", "omit")),
            }
        ),
    },
)
def create(world: World, given: Params) -> Json:
    """A link; the answer has no id, only the URL."""
    account = account_named(world, given["account"], param="account")
    link = world.new(
        "account_link",
        "link",
        {
            "expires_at": world.now + world.settings.link_minutes * 60,
            "url": None,
            "_account": account["id"],
            "_used": False,
            "_return_url": given.get("return_url"),
            "_refresh_url": given.get("refresh_url"),
        },
    )
    world.change(link, url=f"{world.url}/setup/{account['id']}/{link['id']}")
    shown = present(world.store, link, world.now)
    return {name: shown[name] for name in ("object", "created", "expires_at", "url")}


@endpoint("POST", "/v1/accounts/<account>/login_links", "AccountCreateLoginLinkParams")
def log_in(world: World, given: Params, account: str) -> Json:
    """A link to the account's own pages, which the fake shows as its onboarding's state."""
    retrieve(world, {}, account)
    return {"object": "login_link", "created": world.now, "url": f"{world.url}/express/{account}"}
