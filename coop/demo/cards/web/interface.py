"""The interface under /v1: who may ask, what was asked before, what is refused, and faults on the way."""

from __future__ import annotations

import base64
import binascii
import json
import secrets
import socket
import time
from typing import Any

from flask import Flask, Response, request

from coop.demo.cards.engine import answers
from coop.demo.cards.engine.answers import Answer
from coop.demo.cards.engine.errors import ApiError, Json
from coop.demo.cards.engine.expanding import expand
from coop.demo.cards.engine.form import decode
from coop.demo.cards.engine.params import read
from coop.demo.cards.engine.presenting import present
from coop.demo.cards.engine.routes import ENDPOINTS, Endpoint
from coop.demo.cards.engine.settings import API_VERSION
from coop.demo.cards.engine.world import World
from coop.demo.cards.processor import Processor
from coop.demo.cards.resources import (  # noqa: F401  importing them registers their endpoints
    account_links,
    accounts,
    balance,
    charges,
    customers,
    disputes,
    events,
    payment_intents,
    payment_methods,
    payouts,
    refunds,
    reversals,
    setup_intents,
    transfers,
    webhook_endpoints,
)
from coop.demo.cards.resources.checkout import sessions  # noqa: F401

_REFUSALS = {"500": (500, "api_error", None), "429": (429, "rate_limit_error", "rate_limit"),
             "409": (409, "invalid_request_error", "lock_timeout")}


def serve(app: Flask, processor: Processor) -> None:
    """Give an app every endpoint."""
    for each in ENDPOINTS:
        def view(_endpoint: Endpoint = each, **parts: str) -> Response:
            return _serve(processor, _endpoint, parts)

        app.add_url_rule(each.path, endpoint=f"{each.method} {each.path}", view_func=view, methods=[each.method])

    @app.errorhandler(404)
    @app.errorhandler(405)
    def nowhere(_error: Exception) -> Response:
        refusal = ApiError(
            f"Unrecognized request URL ({request.method}: {request.path}). This processor is make-believe; "
            "docs/cards-fake.md lists what it imitates.",
            status=404,
        )
        return _response(Answer(404, refusal.body("req_none")), "req_none", None)


def _serve(processor: Processor, endpoint: Endpoint, parts: dict[str, str]) -> Response:
    request_id = f"req_{secrets.token_hex(7)}"
    key = request.headers.get("Idempotency-Key") if request.method == "POST" else None
    world = processor.world(request_id=request_id, key=key)
    with processor.store.transaction():
        fault = world.modes.take_fault(request.method, request.path) or {}
    kind = fault.get("fault")
    if kind == "drop_before":
        return _drop()
    try:
        _refuse_by_fault(fault)
        _authorise(processor)
        answer = _answered_once(processor, world, endpoint, parts, fault)
    except ApiError as refusal:
        answer = Answer(refusal.status, refusal.body(request_id))
    processor.run_due()
    processor.courier.wake()
    if kind == "drop_after":
        return _drop()
    return _response(answer, request_id, key)


def _refuse_by_fault(fault: Json) -> None:
    kind = fault.get("fault")
    if kind in _REFUSALS:
        status, name, code = _REFUSALS[kind]
        raise ApiError("A fault that was asked for.", status=status, kind=name, code=code)
    if kind == "error":
        raise ApiError(
            fault.get("message", "A fault that was asked for."),
            status=fault.get("status", 400),
            kind=fault.get("type", "invalid_request_error"),
            code=fault.get("code"),
            param=fault.get("param"),
        )


def _authorise(processor: Processor) -> None:
    given = _key_given()
    if not given:
        raise ApiError(
            "You did not provide an API key: send it as 'Authorization: Bearer YOUR_SECRET_KEY'.", status=401
        )
    if "_live_" in given:
        raise ApiError(
            "This processor is make-believe: a live key must never be sent to it. Use the test key; roll the live one.",
            status=401,
            code="api_key_expired",
        )
    if not secrets.compare_digest(given.encode(), processor.settings.key.encode()):
        raise ApiError(f"Invalid API Key provided: {given[:8]}****", status=401)
    version = request.headers.get("Stripe-Version", API_VERSION)
    if version != API_VERSION:
        raise ApiError(
            f"This processor speaks {API_VERSION} only; the request asks for {version}.", code="api_version_invalid"
        )
    if request.headers.get("Stripe-Account"):
        raise ApiError(
            "Acting as a connected account (Stripe-Account) is not imitated.", code="account_invalid", status=403
        )


def _key_given() -> str:
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return value.strip()
    if kind.lower() == "basic":
        try:
            return base64.b64decode(value).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


def _answered_once(
    processor: Processor, world: World, endpoint: Endpoint, parts: dict[str, str], fault: Json
) -> Answer:
    values = request.form if request.method == "POST" else request.args
    pairs = list(values.items(multi=True))
    wanted = answers.asked(request.method, request.path, pairs)
    with processor.answers.alone(world.idempotency_key):
        if fault.get("fault") == "slow":
            time.sleep(float(fault.get("seconds", 1)))
        processor.run_due()
        if world.idempotency_key:
            with processor.store.transaction():
                before = answers.earlier(world, world.idempotency_key, wanted)
            if before is not None:
                return before
        given = read(endpoint.accepts, decode(pairs))
        with processor.store.transaction():
            answer = _acted(world, endpoint, given, parts)
            if fault.get("fault") == "500_after":
                answer = Answer(
                    500, ApiError("A fault that was asked for.", kind="api_error").body(world.request_id or "")
                )
            if world.idempotency_key:
                answers.keep(world, world.idempotency_key, wanted, answer)
        return answer


def _acted(world: World, endpoint: Endpoint, given: dict[str, Any], parts: dict[str, str]) -> Answer:
    paths = given.pop("expand", [])
    connection = world.store.connection
    connection.execute("SAVEPOINT act")
    try:
        body = endpoint.act(world, given, **parts)
        answer = Answer(200, expand(world, present(world.store, body, world.now), paths))
    except ApiError as refusal:
        # A declined card leaves its failed charge; any other refusal leaves nothing.
        if not refusal.kept:
            connection.execute("ROLLBACK TO act")
        answer = Answer(refusal.status, refusal.body(world.request_id or ""))
    connection.execute("RELEASE act")
    return answer


def _response(answer: Answer, request_id: str, key: str | None) -> Response:
    response = Response(json.dumps(answer.body, indent=2), status=answer.status, content_type="application/json")
    response.headers["Request-Id"] = request_id
    response.headers["Stripe-Version"] = API_VERSION
    if key:
        response.headers["Idempotency-Key"] = key
    if answer.replayed:
        response.headers["Idempotent-Replayed"] = "true"
    return response


def _drop() -> Response:
    """Close the connection without an answer, as when the network fails."""
    connection = request.environ.get("werkzeug.socket")
    if isinstance(connection, socket.socket):
        connection.shutdown(socket.SHUT_RDWR)
    return Response(status=503)
