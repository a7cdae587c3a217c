"""The bank's question to a card's owner (3-D Secure): yes or no."""

from __future__ import annotations

from flask import Flask, Response, redirect, render_template, request
from werkzeug.wrappers import Response as Plain

from coop.demo.cards.engine.errors import ApiError, Json
from coop.demo.cards.hosted.answering import act, money
from coop.demo.cards.hosted.paying import success_url
from coop.demo.cards.processor import Processor
from coop.demo.cards.resources.checkout import paying


def serve(app: Flask, processor: Processor) -> None:
    """GET and POST of one page."""

    def found(identifier: str) -> Json | None:
        with processor.store.transaction():
            return processor.store.get(identifier, "payment_intent") or processor.store.get(identifier, "setup_intent")

    def onward(identifier: str) -> Plain:
        intent = found(identifier)
        if intent is None:
            return Response(render_template("ended.html", said="There is no such page.", back=""), status=404)
        with processor.store.transaction():
            session = paying.session_of(processor.world(), intent)
        if session is not None:
            complete = session["status"] == "complete"
            return redirect(success_url(session) if complete else f"/c/pay/{session['id']}", code=303)
        back = intent["_return_url"]
        if back:
            joined = "&" if "?" in back else "?"
            return redirect(
                f"{back}{joined}{intent['object']}={intent['id']}&redirect_status={intent['status']}", code=303
            )
        return Response(render_template("ended.html", said="Your bank has your answer.", back=""))

    @app.get("/c/authenticate/<identifier>")
    def ask(identifier: str) -> Plain:
        intent = found(identifier)
        if intent is None or intent["status"] != "requires_action":
            return onward(identifier)
        amount = money(intent["amount"], intent["currency"]) if intent["object"] == "payment_intent" else ""
        return Response(render_template("authenticate.html", amount=amount))

    @app.post("/c/authenticate/<identifier>")
    def answer(identifier: str) -> Plain:
        passed = request.form.get("answer") == "complete"

        def work() -> Json:
            intent = found(identifier)
            if intent is None:
                raise ApiError("There is no such page.", status=404)
            return paying.authenticated(processor.world(), intent, passed=passed)

        try:
            act(processor, work)
        except ApiError:
            return onward(identifier)
        return onward(identifier)
