"""Connected accounts: who is paid, what is still asked of them, and what they may do meanwhile."""

from __future__ import annotations

from coop.demo.cards.engine.errors import ApiError, Json
from coop.demo.cards.engine.paging import page
from coop.demo.cards.engine.params import Address, Flag, Hash, Kind, Labels, Span, Text, Whole
from coop.demo.cards.engine.presenting import listed
from coop.demo.cards.engine.routes import Params, World, endpoint, listing

ASKED = (
    "business_profile.product_description", "external_account", "individual.address.city", "individual.dob.day",
    "individual.first_name", "individual.last_name", "tos_acceptance.date", "tos_acceptance.ip",
)
"""What is asked of a new account."""
_REQUESTED = Hash(fields={"requested": Flag()})
_PROFILE = Hash(fields={
    "mcc": Text(), "name": Text(), "product_description": Text(), "support_email": Text(), "support_phone": Text(),
    "support_url": Address(), "url": Address(),
})
_DEFAULT_FEES = ("account", "application")
_CHANGE: dict[str, Kind] = {
    "business_profile": _PROFILE,
    "business_type": Text(choices=("company", "government_entity", "individual", "non_profit")),
    "capabilities": Hash(fields={"card_payments": _REQUESTED, "transfers": _REQUESTED}),
    "default_currency": Text(),
    "email": Text(longest=800),
    "metadata": Labels(),
    "settings": Hash(
        fields={
            "payouts": Hash(
                fields={
                    "debit_negative_balances": Flag(),
                    "statement_descriptor": Text(longest=22),
                    "schedule": Hash(
                        fields={
                            "delay_days": Whole(least=1),
                            "interval": Text(choices=("daily", "manual", "monthly", "weekly")),
                            "weekly_anchor": Text(),
                            "monthly_anchor": Whole(least=1, most=31),
                        }
                    ),
                }
            )
        }
    ),
}
_CREATE: dict[str, Kind] = {
    **_CHANGE, "country": Text(), "type": Text(choices=("custom", "express", "standard")), "controller": Hash(fields={
        "fees": Hash(fields={"payer": Text(choices=_DEFAULT_FEES)}),
        "losses": Hash(fields={"payments": Text(choices=("application", "stripe"))}),
        "requirement_collection": Text(choices=("application", "stripe")),
        "stripe_dashboard": Hash(fields={"type": Text(choices=("express", "full", "none"))}),
    }),
}


def account_named(world: World, identifier: str, *, param: str) -> Json:
    """A connected account named in a parameter."""
    found = world.store.get(identifier, "account")
    if found is None or found.get("_gone"):
        raise ApiError(f"No such {param}: '{identifier}'", code="resource_missing", param=param)
    return found


def requirements(asked: list[str], *, disabled: str | None, deadline: int | None = None) -> Json:
    """The requirements hash."""
    return {
        "alternatives": [],
        "current_deadline": deadline,
        "currently_due": asked,
        "disabled_reason": disabled,
        "errors": [],
        "eventually_due": asked,
        "past_due": asked if disabled else [],
        "pending_verification": [],
    }


def judge(world: World, account: Json) -> Json:
    """Work out what an account may do from what is asked of it, and tell if that changed."""
    asked, disabled = account["requirements"]["currently_due"], account["requirements"]["disabled_reason"]
    able = account["details_submitted"] and disabled is None
    state = (
        "active"
        if able
        else ("pending" if account["details_submitted"] and not asked and disabled is None else "inactive")
    )
    capabilities = dict.fromkeys(account["capabilities"], state)
    before = {
        name: account[name] for name in ("charges_enabled", "payouts_enabled", "capabilities")
        if account[name] != {"capabilities": capabilities}.get(name, able)
    }
    world.change(account, capabilities=capabilities, charges_enabled=able, payouts_enabled=able)
    world.emit("account.updated", account, before=before)
    return account


@endpoint("POST", "/v1/accounts", "AccountCreateParams", _CREATE)
def create(world: World, given: Params) -> Json:
    """A new one, of which everything is asked."""
    if given.get("type") and given.get("controller"):
        raise ApiError("You may only specify one of these parameters: type, controller.", param="controller")
    capabilities = {
        name: "inactive" for name, one in (given.get("capabilities") or {}).items() if (one or {}).get("requested")
    }
    account = world.new("account", "acct", {
        "business_profile": _profile(), "business_type": None, "capabilities": capabilities, "charges_enabled": False,
        **_controller(given), "country": given.get("country") or world.settings.country,
        "default_currency": given.get("default_currency") or world.settings.currency, "details_submitted": False,
        "email": None, "future_requirements": requirements([], disabled=None), "metadata": {}, "payouts_enabled": False,
        "requirements": requirements(list(ASKED), disabled="requirements.past_due"), "settings": _settings(),
        "tos_acceptance": {"date": None, "ip": None, "user_agent": None},
    }, length=16)
    account["external_accounts"] = listed([], f"/v1/accounts/{account['id']}/external_accounts")
    return _fill(world, account, given)


def _controller(given: Params) -> Json:
    asked = given.get("controller") or {}
    fallback = {"express": "express", "custom": "none"}.get(given.get("type") or "", "full")
    dashboard = (asked.get("stripe_dashboard") or {}).get("type") or fallback
    ours = dashboard != "full"
    return {
        "type": {"express": "express", "full": "standard", "none": "custom" if given.get("type") else "none"}[
            dashboard
        ],
        "controller": {
            "type": "application",
            "is_controller": True,
            "fees": {"payer": (asked.get("fees") or {}).get("payer") or ("application" if ours else "account")},
            "losses": {
                "payments": (asked.get("losses") or {}).get("payments") or ("application" if ours else "stripe")
            },
            "requirement_collection": asked.get("requirement_collection") or "stripe",
            "stripe_dashboard": {"type": dashboard},
        },
    }


def _profile() -> Json:
    return {
        "annual_revenue": None,
        "estimated_worker_count": None,
        "mcc": None,
        "minority_owned_business_designation": None,
        "name": None,
        "product_description": None,
        "support_address": None,
        "support_email": None,
        "support_phone": None,
        "support_url": None,
        "url": None,
    }


def _settings() -> Json:
    words = {"statement_descriptor": None, "statement_descriptor_kana": None, "statement_descriptor_kanji": None}
    prefixes = {"statement_descriptor_prefix_kana": None, "statement_descriptor_prefix_kanji": None}
    return {
        "bacs_debit_payments": {"display_name": None, "service_user_number": None},
        "branding": {"icon": None, "logo": None, "primary_color": None, "secondary_color": None},
        "card_issuing": {"tos_acceptance": {"date": None, "ip": None}},
        "card_payments": {
            "decline_on": {"avs_failure": False, "cvc_failure": False},
            "statement_descriptor_prefix": None,
            **prefixes,
        },
        "dashboard": {"display_name": None, "timezone": "Etc/UTC"},
        "invoices": {"default_account_tax_ids": None, "hosted_payment_method_save": None},
        "payments": {**words, **prefixes},
        "payouts": {
            "debit_negative_balances": True,
            "schedule": {"delay_days": 2, "interval": "daily"},
            "statement_descriptor": None,
        },
        "sepa_debit_payments": {},
    }


def _fill(world: World, account: Json, given: Params) -> Json:
    for name in ("email", "business_type", "default_currency"):
        if name in given:
            account[name] = given[name]
    account["business_profile"].update(given.get("business_profile") or {})
    payouts = (given.get("settings") or {}).get("payouts") or {}
    account["settings"]["payouts"]["schedule"].update(payouts.get("schedule") or {})
    account["settings"]["payouts"].update({name: value for name, value in payouts.items() if name != "schedule"})
    world.label(account, given)
    return world.change(account)


@endpoint("GET", "/v1/accounts/<account>", "AccountRetrieveParams")
def retrieve(world: World, given: Params, account: str) -> Json:
    """One. An account that is not connected is not told from one that does not exist."""
    found = world.store.get(account, "account")
    if found is None or found.get("_gone"):
        raise ApiError(
            f"The provided key does not have access to account '{account}' (or that account does not exist).",
            status=403,
            code="account_invalid",
        )
    return found


@endpoint("POST", "/v1/accounts/<account>", "AccountUpdateParams", _CHANGE)
def update(world: World, given: Params, account: str) -> Json:
    """Its details, and which capabilities are asked for."""
    body = retrieve(world, {}, account)
    for name, one in (given.get("capabilities") or {}).items():
        if (one or {}).get("requested"):
            body["capabilities"].setdefault(name, "inactive")
        elif one is not None and one.get("requested") is False:
            body["capabilities"].pop(name, None)
    return judge(world, _fill(world, body, given))


@endpoint("DELETE", "/v1/accounts/<account>", "AccountDeleteParams")
def delete(world: World, given: Params, account: str) -> Json:
    """Disconnect for good."""
    body = retrieve(world, {}, account)
    world.change(body, _gone=True, capabilities={}, charges_enabled=False, payouts_enabled=False)
    world.emit("account.application.deauthorized", body)
    return {"id": account, "object": "account", "deleted": True}


@listing("/v1/accounts", "AccountListParams", {"created": Span()})
def list_all(world: World, given: Params) -> Json:
    """All that are connected."""
    return page(world, "account", given, "/v1/accounts", keep=lambda body: not body.get("_gone"))
