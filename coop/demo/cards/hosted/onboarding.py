"""The onboarding form of a connected account: what comes of it is chosen, nothing is typed."""

from __future__ import annotations

from flask import Flask, Response, redirect, render_template, request
from werkzeug.wrappers import Response as Plain

from coop.demo.cards.engine.errors import ApiError, Json
from coop.demo.cards.engine.world import World
from coop.demo.cards.hosted.answering import act
from coop.demo.cards.processor import Processor
from coop.demo.cards.resources import accounts

OUTCOMES: dict[str, tuple[list[str], str | None]] = {
    "complete": ([], None),
    "open": (["individual.verification.document"], "requirements.past_due"),
    "refused": ([], "rejected.other"),
}


def finish(world: World, account: Json, outcome: str) -> Json:
    """End the form of an account. Raises ApiError for an outcome that is none."""
    if outcome not in OUTCOMES:
        raise ApiError(f"The outcome is one of {', '.join(OUTCOMES)}.", param="outcome")
    asked, disabled = OUTCOMES[outcome]
    account["details_submitted"] = True
    account["business_type"] = account["business_type"] or "individual"
    account["tos_acceptance"] = {"date": world.now, "ip": "127.0.0.1", "user_agent": None}
    account["requirements"] = accounts.requirements(asked, disabled=disabled)
    if not account["external_accounts"]["data"]:
        account["external_accounts"]["data"] = [_bank(world, account)]
    return accounts.judge(world, account)


def _bank(world: World, account: Json) -> Json:
    return {
        "id": world.store.new_id("ba"), "object": "bank_account", "account": account["id"], "account_holder_name": None,
        "account_holder_type": None, "account_type": None, "available_payout_methods": ["standard"],
        "bank_name": "MAKE-BELIEVE BANK", "country": account["country"], "currency": account["default_currency"],
        "default_for_currency": True, "fingerprint": world.store.new_id("fp")[3:19], "last4": "3000", "metadata": {},
        "routing_number": None, "status": "new",
    }


def serve(app: Flask, processor: Processor) -> None:
    """A link opens its form once; a link that was opened, or is too old, leads to the refresh address."""

    def link_of(identifier: str, account: str) -> Json:
        link = processor.store.get(identifier, "account_link")
        if link is None or link["_account"] != account:
            raise ApiError("There is no such link.", status=404)
        return link

    @app.get("/setup/<account>/<identifier>")
    def open_form(account: str, identifier: str) -> Plain:
        def work() -> tuple[Json, Json | None, bool]:
            link = link_of(identifier, account)
            world = processor.world()
            stale = link["_used"] or link["expires_at"] <= world.now
            if not stale:
                world.change(link, _used=True)
            return link, processor.store.get(account, "account"), stale

        try:
            link, body, stale = act(processor, work)
        except ApiError as refusal:
            return Response(render_template("ended.html", said=refusal.said, back=""), status=404)
        if stale and link["_refresh_url"]:
            return redirect(link["_refresh_url"], code=303)
        if stale:
            return Response(
                render_template("ended.html", said="This link was used or is too old.", back=""), status=410
            )
        return Response(render_template("onboard.html", account=body, back=link["_return_url"] or ""))

    @app.post("/setup/<account>/<identifier>")
    def send_form(account: str, identifier: str) -> Plain:
        def work() -> Json:
            link = link_of(identifier, account)
            if not link["_used"] or link.get("_done"):
                raise ApiError("This form was sent already.")
            world = processor.world()
            finish(world, world.need("account", account), request.form.get("outcome", ""))
            return world.change(link, _done=True)

        try:
            link = act(processor, work)
        except ApiError as refusal:
            return Response(render_template("ended.html", said=refusal.said, back=""), status=400)
        if link["_return_url"]:
            return redirect(link["_return_url"], code=303)
        return Response(render_template("ended.html", said="Thank you.", back=""))

    @app.get("/express/<account>")
    def overview(account: str) -> Plain:
        with processor.store.transaction():
            body = processor.store.get(account, "account")
        if body is None:
            return Response(render_template("ended.html", said="There is no such account.", back=""), status=404)
        return Response(render_template("express.html", account=body))
