"""Disputes in words: why a bank asks, and how it stands."""

from __future__ import annotations

from flask_babel import gettext as _


def status_said(status: str) -> str:
    """How a dispute stands, for Stripe's word of it."""
    known = {
        "warning_needs_response": _("an inquiry that waits for an answer"),
        "warning_under_review": _("an inquiry that the bank looks at"),
        "warning_closed": _("an inquiry that came to nothing"),
        "needs_response": _("waits for an answer"),
        "under_review": _("the bank looks at the answer"),
        "won": _("won: the money came back"),
        "lost": _("lost: the money stays with the client"),
        "requires_fee_acknowledgement": _("waits for its fee to be accepted, on Stripe's own page"),
        "fee_acknowledged": _("closed: its fee was accepted"),
        "prevented": _("prevented: it never began"),
    }
    return str(known.get(status, _("something else, which Stripe's own page of it says")))


def reason_said(reason: str) -> str:
    """Why the client's bank asks, for Stripe's word of it."""
    known = {
        "bank_cannot_process": _("the bank could not process it"),
        "check_returned": _("a check was returned"),
        "credit_not_processed": _("a refund that was promised did not come"),
        "customer_initiated": _("the client asked for the money back"),
        "debit_not_authorized": _("the client did not authorise it"),
        "duplicate": _("it was charged twice"),
        "fraudulent": _("the owner of the card says that they did not pay this"),
        "general": _("no particular reason is given"),
        "incorrect_account_details": _("the account's details were wrong"),
        "insufficient_funds": _("there was too little money"),
        "noncompliant": _("the card network's rules were not followed"),
        "product_not_received": _("the work is said not to have been done"),
        "product_unacceptable": _("the work is said not to have been as agreed"),
        "subscription_canceled": _("it is said to have been charged after it was ended"),
        "unrecognized": _("the client does not know what this payment was for"),
    }
    return str(known.get(reason, _("a reason that Stripe's own page of it says")))
