"""The hosted checkout page: what is bought, a card, Pay, and the way back to the shop."""

from __future__ import annotations

from flask import Flask, Response, redirect, render_template, request
from werkzeug.wrappers import Response as Plain

from coop.demo.cards.engine.errors import ApiError, Json
from coop.demo.cards.hosted.answering import act, money
from coop.demo.cards.processor import Processor
from coop.demo.cards.resources.checkout import paying

_HINTS = (
    ("4242 4242 4242 4242", "is accepted"),
    ("4000 0000 0000 0077", "is accepted, its money is available at once"),
    ("4000 0000 0000 0002", "is declined"),
    ("4000 0000 0000 9995", "has too little money"),
    ("4000 0025 0000 3155", "asks its owner, the first time"),
    ("4000 0027 6000 3184", "asks its owner, every time"),
    ("4000 0000 0000 0259", "is accepted, and disputed later"),
    ("4000 0000 0000 1976", "is accepted, and inquired about"),
    ("4000 0000 0000 0341", "can be saved, and is declined later"),
)


def success_url(session: Json) -> str:
    """Where the session leads when it is done."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def serve(app: Flask, processor: Processor) -> None:
    """GET and POST of one page."""

    def found(identifier: str) -> Json | None:
        with processor.store.transaction():
            return processor.store.get(identifier, "checkout.session")

    def page(session: Json, *, refused: str = "", status: int = 200) -> Response:
        items = [
            {
                "name": item["description"],
                "quantity": item["quantity"],
                "total": money(item["amount_total"], item["currency"]),
            }
            for item in session["_items"]
        ]
        total = money(session["amount_total"], session["currency"]) if session["mode"] == "payment" else ""
        text = render_template(
            "pay.html", session=session, items=items, total=total, refused=refused, hints=_HINTS,
            back=session["cancel_url"] or "", email=session["customer_email"] or request.form.get("email", ""),
            name=request.form.get("name", ""),
        )
        return Response(text, status=status)

    @app.get("/c/pay/<identifier>")
    def show(identifier: str) -> Plain:
        processor.run_due()
        session = found(identifier)
        if session is None:
            return Response(render_template("ended.html", said="There is no such page.", back=""), status=404)
        if session["status"] == "complete":
            return redirect(success_url(session), code=303)
        if session["status"] == "expired":
            text = render_template(
                "ended.html", said="This checkout page has expired.", back=session["cancel_url"] or ""
            )
            return Response(text, status=410)
        return page(session)

    @app.post("/c/pay/<identifier>")
    def pay(identifier: str) -> Plain:
        form = request.form

        def work() -> Json:
            session = processor.store.get(identifier, "checkout.session")
            if session is None:
                raise ApiError("There is no such page.", status=404)
            return paying.pay(processor.world(), session, number=form.get("number", ""), email=form.get("email", ""),
                              name=form.get("name", ""))

        try:
            intent = act(processor, work)
        except ApiError as refusal:
            session = found(identifier)
            if session is None or session["status"] != "open":
                return redirect(f"/c/pay/{identifier}", code=303)
            return page(session, refused=refusal.said, status=402)
        if intent["status"] == "requires_action":
            return redirect(f"/c/authenticate/{intent['id']}", code=303)
        session = found(identifier)
        return redirect(success_url(session or {}), code=303)
