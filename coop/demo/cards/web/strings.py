"""The strings to pull, under /_fake: time, modes, deliveries, and what happens to people's money elsewhere. JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, request

from coop.demo.cards.engine.courier import ordered
from coop.demo.cards.engine.errors import ApiError, Json
from coop.demo.cards.engine.movements import move
from coop.demo.cards.engine.presenting import present
from coop.demo.cards.processor import Processor
from coop.demo.cards.resources import accounts, disputes, payouts, refunds
from coop.demo.cards.resources.checkout import paying
from coop.demo.cards.web.state import state

Act = Callable[..., Any]
_SPANS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}


class Strings:
    """What can be done to the processor from outside the interface."""

    def __init__(self, processor: Processor) -> None:
        self._processor = processor

    def clock(self, **given: Any) -> Json:
        """Read it, set it (`now`), move it on (`seconds`, `minutes`, `hours`, `days`), let it stand (`frozen`)."""
        world = self._processor.world()
        frozen = bool(given.get("frozen", world.clock.frozen))
        moment = int(given.get("now", world.now)) + sum(int(given.get(name, 0)) * size for name, size in _SPANS.items())
        if given:
            try:
                world.clock.move_to(moment, frozen=frozen)
            except ValueError as error:
                raise ApiError(str(error), param="now") from error
        return {"now": world.now, "frozen": world.clock.frozen}

    def modes(self, **given: Any) -> Json:
        """Read them, change some, or with `reset` behave again."""
        modes = self._processor.world().modes
        if given.pop("reset", False):
            modes.reset()
        return modes.set(given)

    def state(self) -> Json:
        """The sums."""
        return state(self._processor.world())

    def topup(self, amount: int, currency: str | None = None) -> Json:
        """Put money on the available balance."""
        world = self._processor.world()
        return move(
            world, "topup", world.store.new_id("tu"), amount=amount, currency=currency or world.settings.currency
        )

    def dispute(self, charge: str, **given: Any) -> Json:
        """Open one on a charge: `reason`, `status`, `amount`."""
        world = self._processor.world()
        return disputes.begin(world, world.need("charge", charge, param="charge"), **given)

    def decide(self, identifier: str, status: str) -> Json:
        """Move a dispute on."""
        world = self._processor.world()
        return disputes.decide(world, world.need("dispute", identifier), status)

    def fail_payout(self, identifier: str, code: str = "account_closed") -> Json:
        """The bank sends it back."""
        world = self._processor.world()
        return payouts.fail(world, world.need("payout", identifier), code)

    def fail_refund(self, identifier: str, reason: str = "lost_or_stolen_card") -> Json:
        """The card's bank sends it back."""
        world = self._processor.world()
        return refunds.fail(world, world.need("refund", identifier), reason)

    def account(self, identifier: str, currently_due: list[str] | None = None, disabled_reason: str | None = None,
                current_deadline: int | None = None, details_submitted: bool = True) -> Json:
        """Ask things of an account, disable it, or without any of that let it be well."""
        world = self._processor.world()
        body = world.need("account", identifier)
        asked = accounts.requirements(currently_due or [], disabled=disabled_reason, deadline=current_deadline)
        body.update(requirements=asked, details_submitted=details_submitted)
        if current_deadline is not None:
            world.later(current_deadline, "requirements", identifier)
        return accounts.judge(world, body)

    def pay(self, identifier: str, number: str = "4242424242424242", email: str = "client@example.org",
            name: str = "A client", authenticate: bool = True) -> Json:
        """Pay a checkout session as somebody at its page would. Raises ApiError, kept, when declined."""
        world = self._processor.world()
        session = world.need("checkout.session", identifier)
        intent = paying.pay(world, session, number=number, email=email, name=name)
        if intent["status"] == "requires_action":
            paying.authenticated(world, intent, passed=authenticate)
        return world.need("checkout.session", identifier)

    def do(self, act: Act, **given: Any) -> Json:
        """Do one of these as a transaction, and what is due before and after it."""
        processor = self._processor
        processor.run_due()
        kept = None
        with processor.store.transaction():
            try:
                body = act(**given)
            except ApiError as refusal:
                if not refusal.kept:
                    raise
                kept = refusal
        if kept is not None:
            processor.courier.wake()
            raise kept
        processor.run_due()
        processor.courier.wake()
        with processor.store.transaction():
            identifier = body.get("id")
            fresh = processor.store.get(identifier) if isinstance(identifier, str) else None
            return present(processor.store, body if fresh is None else fresh, processor.world().now)

    def deliver(self, events: list[str] | None = None, order: str = "oldest", seed: int | None = None,
                count: int | None = None, times: int = 1, age: int = 0) -> list[Json]:
        """Send what waits, or these `events` whatever became of them; `age`: seconds since they were signed."""
        courier = self._processor.courier
        parcels = courier.waiting() if events is None else courier.named(events)
        chosen = ordered(parcels, order, seed=seed)[:count]
        return [courier.deliver(parcel, age=age) for parcel in chosen for _ in range(times)]


def serve(app: Flask, processor: Processor) -> None:
    """Give an app the strings."""
    strings = Strings(processor)

    def rule(path: str, act: Act, *methods: str) -> None:
        def view(**parts: str) -> Response:
            return _answered(lambda given: strings.do(act, **parts, **given))

        app.add_url_rule(path, endpoint=path, view_func=view, methods=list(methods or ("POST",)))

    rule("/_fake/clock", strings.clock, "GET", "POST")
    rule("/_fake/modes", strings.modes, "GET", "POST")
    rule("/_fake/state", strings.state, "GET")
    rule("/_fake/topups", strings.topup)
    rule("/_fake/disputes", strings.dispute)
    rule("/_fake/disputes/<identifier>", strings.decide)
    rule("/_fake/payouts/<identifier>/fail", strings.fail_payout)
    rule("/_fake/refunds/<identifier>/fail", strings.fail_refund)
    rule("/_fake/accounts/<identifier>", strings.account)
    rule("/_fake/sessions/<identifier>/pay", strings.pay)

    @app.post("/_fake/deliver")
    def deliver() -> Response:
        return _answered(lambda given: {"delivered": strings.deliver(**given)})

    @app.get("/_fake/outbox")
    def outbox() -> Response:
        return _answered(lambda _: {"waiting": [
            {"event": each.event, "type": each.kind, "url": each.url} for each in processor.courier.waiting()
        ]})


def _answered(act: Callable[[Json], Json]) -> Response:
    try:
        given = (request.get_json(silent=True) if request.data else {}) or {}
        if not isinstance(given, dict):
            raise ApiError("Send a JSON object.")
        body, status = act(given), 200
    except ApiError as refusal:
        body, status = refusal.body("req_fake"), refusal.status
    except (TypeError, ValueError) as error:
        body, status = ApiError(str(error)).body("req_fake"), 400
    return Response(json.dumps(body, indent=2), status=status, content_type="application/json")


__all__ = ["Strings", "serve"]
