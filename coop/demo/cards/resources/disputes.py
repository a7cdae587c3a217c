"""Disputes and inquiries: the bank takes a charge back, or asks first; evidence, a deadline, an outcome."""

from __future__ import annotations

from coop.demo.cards.engine.errors import ApiError, Json
from coop.demo.cards.engine.movements import Cost, move
from coop.demo.cards.engine.paging import page
from coop.demo.cards.engine.params import Flag, Hash, Labels, Span, Text
from coop.demo.cards.engine.routes import Params, World, endpoint, listing
from coop.demo.cards.engine.rules import midnight_after

REASONS = (
    "bank_cannot_process",
    "credit_not_processed",
    "duplicate",
    "fraudulent",
    "general",
    "incorrect_account_details",
    "insufficient_funds",
    "product_not_received",
    "product_unacceptable",
    "subscription_canceled",
    "unrecognized",
)
EVIDENCE = (
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_documentation",
    "shipping_tracking_number",
    "uncategorized_file",
    "uncategorized_text",
)
_OPEN = ("needs_response", "under_review")
_ASKED = ("warning_needs_response", "warning_under_review")
_ENDED = ("won", "lost", "warning_closed")


def begin(world: World, charge: Json, *, reason: str = "fraudulent", status: str = "needs_response",
          amount: int | None = None) -> Json:
    """Open a dispute, which takes the money at once, or an inquiry, which takes none. Raises ApiError."""
    if reason not in REASONS:
        raise ApiError(f"The reason is one of {', '.join(REASONS)}.", param="reason")
    if status not in ("needs_response", "warning_needs_response"):
        raise ApiError("A dispute begins as needs_response, an inquiry as warning_needs_response.", param="status")
    if not charge["captured"] or charge["disputed"]:
        raise ApiError("Only a captured charge that is not disputed yet can be.", param="charge")
    left = charge["amount_captured"] - charge["amount_refunded"] or charge["amount_captured"]
    sum_ = left if amount is None else amount
    if not 0 < sum_ <= charge["amount_captured"]:
        raise ApiError("The amount is at least 1 and at most what was captured.", param="amount")
    inquiry = status == "warning_needs_response"
    days = world.settings.inquiry_days if inquiry else world.settings.evidence_days
    due_by = midnight_after(world.now, days + 1) - 1
    dispute = world.new(
        "dispute",
        "dp",
        {
            "amount": sum_,
            "charge": charge["id"],
            "currency": charge["currency"],
            "enhanced_eligibility_types": [],
            "evidence": {**dict.fromkeys(EVIDENCE), "enhanced_evidence": {}},
            "evidence_details": {
                "due_by": due_by,
                "enhanced_eligibility": {},
                "has_evidence": False,
                "past_due": False,
                "submission_count": 0,
            },
            "is_charge_refundable": inquiry,
            "metadata": {},
            "payment_intent": charge["payment_intent"],
            "payment_method_details": {
                "card": {
                    "brand": charge["payment_method_details"]["card"]["brand"],
                    "network": "visa",
                    "case_type": "inquiry" if inquiry else "chargeback",
                    "network_reason_code": "10.4",
                },
                "type": "card",
            },
            "reason": reason,
            "status": status,
            "_balance_transactions": [],
            "_taken": False,
        },
    )
    world.change(charge, disputed=True, _inquiry=dispute["id"] if inquiry else None)
    world.later(due_by + 1, "dispute.deadline", dispute["id"])
    if inquiry:
        world.emit("charge.dispute.created", dispute)
    else:
        _take(world, dispute)
        world.emit("charge.dispute.created", dispute)
        world.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def _take(world: World, dispute: Json) -> None:
    movement = move(
        world, "adjustment", dispute["id"], amount=-dispute["amount"], currency=dispute["currency"], category="dispute",
        cost=Cost(world.settings.dispute_fee, "Dispute fee"), told=f"Chargeback withdrawal for {dispute['charge']}",
    )
    world.change(dispute, _balance_transactions=[*dispute["_balance_transactions"], movement["id"]], _taken=True)


def decide(world: World, dispute: Json, status: str) -> Json:
    """Move a dispute on. Won: the money is back, the fee is not. An inquiry is closed, or becomes a dispute."""
    old = dispute["status"]
    allowed = {
        **dict.fromkeys(_OPEN, ("under_review", "won", "lost")),
        **dict.fromkeys(_ASKED, ("warning_under_review", "warning_closed", "needs_response", "lost")),
    }.get(old, ())
    if status not in allowed:
        raise ApiError(f"A dispute that is {old} cannot become {status}.", param="status")
    charge = world.need("charge", dispute["charge"])
    world.change(dispute, status=status)
    if old in _ASKED and status == "needs_response":
        _escalate(world, dispute, charge)
    elif status == "won":
        movement = move(world, "adjustment", dispute["id"], amount=dispute["amount"], currency=dispute["currency"],
                        category="dispute_reversal", told=f"Chargeback reversal for {dispute['charge']}")
        world.change(dispute, _balance_transactions=[*dispute["_balance_transactions"], movement["id"]], _taken=False)
        world.emit("charge.dispute.funds_reinstated", dispute)
    if status in _ENDED:
        if status == "warning_closed":
            world.change(charge, disputed=False, _inquiry=None)
        world.emit("charge.dispute.closed", dispute)
    else:
        world.emit("charge.dispute.updated", dispute)
    return dispute


def _escalate(world: World, dispute: Json, charge: Json) -> None:
    due_by = midnight_after(world.now, world.settings.evidence_days + 1) - 1
    dispute["evidence_details"].update(due_by=due_by, has_evidence=False, submission_count=0)
    dispute["payment_method_details"]["card"]["case_type"] = "chargeback"
    world.change(dispute, is_charge_refundable=False)
    world.change(charge, _inquiry=None)
    _take(world, dispute)
    world.later(due_by + 1, "dispute.deadline", dispute["id"])
    world.emit("charge.dispute.funds_withdrawn", dispute)


def deadline(world: World, dispute: Json) -> None:
    """No evidence in time loses a dispute; an inquiry that came to nothing is closed."""
    if dispute["evidence_details"]["due_by"] >= world.now or dispute["status"] in (*_ENDED, "under_review"):
        return
    dispute["evidence_details"]["past_due"] = True
    decide(world, dispute, "lost" if dispute["status"] == "needs_response" else "warning_closed")


@endpoint("GET", "/v1/disputes/<dispute>", "DisputeRetrieveParams")
def retrieve(world: World, given: Params, dispute: str) -> Json:
    """One."""
    return world.need("dispute", dispute)


@endpoint("POST", "/v1/disputes/<dispute>", "DisputeUpdateParams", {
    "evidence": Hash(fields={name: Text(longest=20_000) for name in EVIDENCE}), "metadata": Labels(), "submit": Flag(),
})
def update(world: World, given: Params, dispute: str) -> Json:
    """Give evidence; unless `submit` is false it goes to the bank. The words of the test mode decide at once."""
    body = world.need("dispute", dispute)
    world.label(body, given)
    if not given.get("evidence") and not given.get("submit"):
        return world.change(body)
    if body["status"] not in ("needs_response", "warning_needs_response"):
        raise ApiError(f"This dispute is {body['status']}: evidence is no longer taken.", param="evidence")
    body["evidence"].update(given.get("evidence") or {})
    body["evidence_details"]["has_evidence"] = any(body["evidence"][name] for name in EVIDENCE)
    world.change(body)
    if given.get("submit") is False:
        world.emit("charge.dispute.updated", body)
        return body
    body["evidence_details"]["submission_count"] += 1
    inquiry = body["status"] in _ASKED
    decide(world, body, "warning_under_review" if inquiry else "under_review")
    outcome = {
        "winning_evidence": "warning_closed" if inquiry else "won",
        "losing_evidence": "lost",
        "escalate_inquiry_evidence": "needs_response" if inquiry else None,
    }.get(body["evidence"]["uncategorized_text"] or "")
    return decide(world, body, outcome) if outcome else body


@endpoint("POST", "/v1/disputes/<dispute>/close", "DisputeCloseParams")
def close(world: World, given: Params, dispute: str) -> Json:
    """Give it up: it is lost."""
    body = world.need("dispute", dispute)
    if body["status"] in _ENDED:
        raise ApiError("This dispute is already closed.", param="dispute")
    return decide(world, body, "lost")


@listing("/v1/disputes", "DisputeListParams", {"charge": Text(), "payment_intent": Text(), "created": Span()})
def list_all(world: World, given: Params) -> Json:
    """Of a charge or a payment intent."""
    return page(world, "dispute", given, "/v1/disputes", by=("charge", "payment_intent"))
