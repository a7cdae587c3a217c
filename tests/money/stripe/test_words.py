"""No raw word of the processor's reaches a page."""

from __future__ import annotations

import inspect

import stripe

from coop.money.stripe.deeds import DEEDS
from coop.money.stripe.disputes import words as disputes
from coop.money.stripe.reconciliation import words as comparing


def literals(model, name):
    """The words that the library knows for a field."""
    text = inspect.getsource(model)
    at = text.index(f"    {name}: ")
    part = text[at : text.index("]", at)]
    return [piece.strip().strip('"') for piece in part.split("[")[1].split(",") if '"' in piece]


def test_every_status_of_a_dispute_has_words(app):
    with app.test_request_context():
        unknown = disputes.status_said("brand_new")
        for status in literals(stripe.Dispute, "status"):
            assert disputes.status_said(status) != unknown, status
            assert "_" not in disputes.status_said(status)


def test_every_reason_has_words(app):
    reasons = ("bank_cannot_process", "check_returned", "credit_not_processed", "customer_initiated", "duplicate",
               "debit_not_authorized", "fraudulent", "general", "incorrect_account_details", "insufficient_funds",
               "noncompliant", "product_not_received", "product_unacceptable", "subscription_canceled",
               "unrecognized")  # fmt: skip
    with app.test_request_context():
        unknown = disputes.reason_said("brand_new")
        assert all(disputes.reason_said(reason) != unknown for reason in reasons)


def test_what_was_asked_and_told_has_words(app):
    with app.test_request_context():
        for deed in (*DEEDS, "evidence"):
            assert comparing.deed_said(deed) != comparing.deed_said("brand_new"), deed
        for kind in ("charge.refunded", "checkout.session.completed", "payment_method.detached", "account.updated"):
            assert comparing.event_said(kind) != comparing.event_said("brand.new"), kind
        assert "brand_new" in comparing.category_said("brand_new")
