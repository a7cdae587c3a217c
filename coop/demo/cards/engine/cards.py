"""The test cards: what each number does. The numbers are the processor's own, so its documentation applies."""

from __future__ import annotations

from dataclasses import dataclass

from coop.demo.cards.engine.errors import ApiError


@dataclass(frozen=True)
class Card:
    """How a card behaves."""

    brand: str = "visa"
    declined: str | None = None
    """The decline code of every charge."""
    fails_later: bool = False
    """It can be saved, and is declined whenever it is charged."""
    authenticate: str = "never"
    """`first`: unless saved with authentication before; `always`: at every charge."""
    dispute: str | None = None
    """The status of the dispute that follows a charge."""
    at_once: bool = False
    """Its money is available at once."""
    refund: str = "succeeds"
    """`fails` an hour later, or stays `pending` for an hour."""


CARDS: dict[str, Card] = {
    "4242424242424242": Card(),
    "5555555555554444": Card(brand="mastercard"),
    "4000000000000002": Card(declined="generic_decline"),
    "4000000000009995": Card(declined="insufficient_funds"),
    "4000000000009987": Card(declined="lost_card"),
    "4000000000000069": Card(declined="expired_card"),
    "4000000000000127": Card(declined="incorrect_cvc"),
    "4000000000000119": Card(declined="processing_error"),
    "4000002500003155": Card(authenticate="first"),
    "4000002760003184": Card(authenticate="always"),
    "4000000000000259": Card(dispute="needs_response"),
    "4000000000001976": Card(dispute="warning_needs_response"),
    "4000000000000077": Card(at_once=True),
    "4000000000000341": Card(fails_later=True),
    "4000000000005126": Card(refund="fails"),
    "4000000000007726": Card(refund="pending"),
}
NAMES: dict[str, str] = {
    "pm_card_visa": "4242424242424242",
    "pm_card_mastercard": "5555555555554444",
    "pm_card_chargeDeclined": "4000000000000002",
    "pm_card_visa_chargeDeclined": "4000000000000002",
    "pm_card_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_visa_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_chargeDeclinedExpiredCard": "4000000000000069",
    "pm_card_authenticationRequiredOnSetup": "4000002500003155",
    "pm_card_authenticationRequired": "4000002760003184",
    "pm_card_createDispute": "4000000000000259",
    "pm_card_createDisputeInquiry": "4000000000001976",
    "pm_card_bypassPending": "4000000000000077",
    "pm_card_chargeCustomerFail": "4000000000000341",
    "pm_card_refundFail": "4000000000005126",
    "pm_card_pendingRefund": "4000000000007726",
}
"""The payment methods that every test account has."""
REASONS: dict[str, str] = {
    "generic_decline": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "lost_card": "Your card was declined.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
    "authentication_required": "Your card was declined. This transaction requires authentication.",
}
_OWN_CODES = ("expired_card", "incorrect_cvc", "processing_error", "authentication_required")


def card(number: str) -> Card:
    """How a number behaves. Raises ApiError (402) for one that is no test card: a real one must not come here."""
    digits = "".join(number.split())
    if digits not in CARDS:
        raise ApiError(
            "Your card number is not one of the test cards. Never type a real card into a make-believe processor.",
            status=402,
            kind="card_error",
            code="incorrect_number",
            param="number",
        )
    return CARDS[digits]


def decline_code(reason: str) -> str:
    """The error code of a decline: its own, or `card_declined`."""
    return reason if reason in _OWN_CODES else "card_declined"
