"""What happens when somebody presses Pay on a session's page: the card is tried, and the session completed."""

from __future__ import annotations

from coop.demo.cards.engine.errors import ApiError, Json
from coop.demo.cards.engine.routes import World
from coop.demo.cards.resources import attempts, customers, payment_methods, setup_intents


def pay(world: World, session: Json, *, number: str, email: str, name: str) -> Json:
    """Try a card. Returns the intent: ended well, or waiting for its owner. Raises ApiError, kept, when declined."""
    if session["status"] != "open":
        raise ApiError(f"This checkout session is {session['status']}.")
    address = session["customer_email"] or email or None
    method = payment_methods.keep(world, number, billing={"email": address, "name": name or None})
    details: Json = {
        "address": None, "business_name": None, "email": address, "individual_name": None, "name": name or None,
        "phone": None, "tax_exempt": "none", "tax_ids": [],
    }
    world.change(session, customer_details=details)
    paying = session["mode"] == "payment"
    intent = _intent_to_pay(world, session) if paying else _intent_to_save(world, session)
    back = f"{world.url}/c/pay/{session['id']}"
    if paying:
        intent = attempts.try_to_pay(world, intent, method, return_url=back)
    else:
        intent = setup_intents.try_to_save(world, intent, method, return_url=back)
    return _advance(world, session, intent)


def authenticated(world: World, intent: Json, *, passed: bool) -> Json:
    """The owner answered their bank. Raises ApiError, kept, if the card is declined after all."""
    if intent["status"] != "requires_action":
        raise ApiError(f"Nothing is asked about this payment: it is {intent['status']}.")
    paying = intent["object"] == "payment_intent"
    if not passed:
        fail = attempts.authentication_failed if paying else setup_intents.authentication_failed
        return fail(world, intent)
    method = world.need("payment_method", intent["payment_method"])
    settle = attempts.settle if paying else setup_intents.settle
    intent = settle(world, intent, method, authenticated=True)
    session = session_of(world, intent)
    return intent if session is None else _advance(world, session, intent)


def session_of(world: World, intent: Json) -> Json | None:
    """The checkout session that an intent belongs to."""
    return world.store.get(intent["_session"] or "", "checkout.session")


def _intent_to_pay(world: World, session: Json) -> Json:
    begun = world.store.get(session["payment_intent"] or "", "payment_intent")
    if begun is not None:
        return begun
    asked = session["_payment"]
    intent = attempts.make(
        world,
        {
            **asked,
            "amount": session["amount_total"],
            "currency": session["currency"],
            "customer": _customer(world, session),
        },
    )
    world.change(intent, _session=session["id"])
    world.change(session, payment_intent=intent["id"])
    return intent


def _intent_to_save(world: World, session: Json) -> Json:
    begun = world.store.get(session["setup_intent"] or "", "setup_intent")
    if begun is not None:
        return begun
    intent = setup_intents.make(world, {**session["_setup"], "customer": _customer(world, session)})
    world.change(intent, _session=session["id"])
    world.change(session, setup_intent=intent["id"])
    return intent


def _customer(world: World, session: Json) -> str | None:
    if session["customer"]:
        return str(session["customer"])
    if session["customer_creation"] != "always" and not session["_payment"].get("setup_future_usage"):
        return None
    details = session["customer_details"]
    customer = customers.make(world, {"email": details["email"], "name": details["name"]})
    world.change(session, customer=customer["id"])
    return str(customer["id"])


def _advance(world: World, session: Json, intent: Json) -> Json:
    if intent["status"] not in ("succeeded", "requires_capture"):
        return intent
    paid = {"succeeded": "paid", "requires_capture": "unpaid"}[intent["status"]]
    world.change(session, status="complete", url=None,
                 payment_status=paid if session["mode"] == "payment" else "no_payment_required")
    world.emit("checkout.session.completed", session)
    return intent
