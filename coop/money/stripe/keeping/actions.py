"""Keeping a card with Stripe, charging it while nobody is there, and letting go of it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from coop.money.kept_cards.actions import end_this, forget_card
from coop.money.kept_cards.models import (
    CardConsent,
    CardConsentCharge,
    CardConsentEnd,
    CardCustomer,
    KeptCard,
)
from coop.money.kept_cards.queries import customer_of
from coop.money.locks import lock
from coop.money.stripe.attempts.actions import Deed, make
from coop.money.stripe.attempts.models import Attempt
from coop.money.stripe.attempts.queries import of_subject
from coop.money.stripe.checkouts.actions import record_charge
from coop.money.stripe.client import Fields, Gateway, id_of
from coop.money.stripe.keeping.queries import SETUP, card_named, consent_of, customer_named, subject_of

CUSTOMER, CHARGE, DETACH, FORGET = "customer", "kept-charge", "detach", "forget"
ASKS = "authentication_required"


def set_out_customer(session: Session, person_id: int, *, is_live: bool, at: dt.datetime) -> Attempt | None:
    """Write down that Stripe is to have a customer for this person; None when it has."""
    subject = subject_of(person_id)
    lock(session, subject)
    if customer_of(session, person_id) is not None:
        return None
    for attempt, answer in of_subject(session, subject, CUSTOMER):
        if answer is None:
            return attempt
    return make(session, deed=CUSTOMER, subject=subject, parameters={"person": person_id}, is_live=is_live, at=at)


def _make_customer(gateway: Gateway, attempt: Attempt) -> Fields:
    # No name and no address: whose it is, is known here alone.
    return gateway.ask(
        lambda v1: v1.customers.create({"metadata": {"attempt": str(attempt.id)}}, {"idempotency_key": attempt.key})
    )


def _customer_made(session: Session, attempt: Attempt, made: Fields, at: dt.datetime) -> None:
    person_id = attempt.parameters["person"]
    if customer_of(session, person_id) is None:
        session.add(CardCustomer(person_id=person_id, processor_id=made["id"], made_at=at))
        session.flush()


CUSTOMER_DEED = Deed(call=_make_customer, record=_customer_made)


def set_out_page(
    session: Session, person_id: int, *, customer: str, kept_url: str, back_url: str, is_live: bool, at: dt.datetime
) -> Attempt:
    """Write down that a page is to be opened on which this person gives Stripe a card to keep."""
    return make(
        session,
        deed=SETUP,
        subject=subject_of(person_id),
        parameters={"customer": customer, "kept_url": kept_url, "back_url": back_url},
        is_live=is_live,
        at=at,
    )


def _open_page(gateway: Gateway, attempt: Attempt) -> Fields:
    asked = attempt.parameters
    return gateway.ask(
        lambda v1: v1.checkout.sessions.create(
            {
                "mode": "setup",
                "customer": asked["customer"],
                "allowed_payment_method_types": ["card"],
                "metadata": {"attempt": str(attempt.id)},
                "success_url": asked["kept_url"],
                "cancel_url": asked["back_url"],
            },
            {"idempotency_key": attempt.key},
        )
    )


SETUP_DEED = Deed(call=_open_page, record=lambda *_: None)


def record_card(session: Session, fields: Fields, *, at: dt.datetime) -> bool:
    """Keep what Stripe says of a card of one of our customers; False for anybody else's.

    A card that was detached there is forgotten here.
    """
    known = card_named(session, fields["id"])
    owner = customer_named(session, id_of(fields.get("customer")))
    if known is not None:
        lock(session, subject_of(known.person_id))
        session.refresh(known)
    if known is not None and owner is None:
        if known.removed_at is None:
            forget_card(session, known, at=at)
        return True
    if owner is None or fields.get("type") != "card":
        return False
    lock(session, subject_of(owner.person_id))
    said = fields["card"]
    known = card_named(session, fields["id"])
    if known is None:
        known = KeptCard(person_id=owner.person_id, processor_id=fields["id"], kept_at=at)
        session.add(known)
    known.brand, known.last_four = str(said["brand"])[:20], str(said["last4"])
    known.expires_month, known.expires_year = int(said["exp_month"]), int(said["exp_year"])
    session.flush()
    return True


def set_out_charge(
    session: Session, consent: CardConsent, *, amount_cents: int, currency: str, about: str, purpose: str,
    is_live: bool, at: dt.datetime,
) -> Attempt | None:  # fmt: skip
    """Write down the one charge that a consent allows; None when it was, or the card or the consent is gone."""
    lock(session, consent.subject)
    card = session.get_one(KeptCard, consent.card_id)
    customer = customer_of(session, consent.person_id)
    if (
        card.processor_id is None
        or customer is None
        or session.get(CardConsentCharge, consent.id) is not None
        or session.get(CardConsentEnd, consent.id) is not None
    ):
        return None
    attempt = make(
        session,
        deed=CHARGE,
        subject=consent.subject,
        parameters={
            "purpose": purpose,
            "amount": amount_cents,
            "currency": currency.lower(),
            "about": about,
            "customer": customer.processor_id,
            "card": card.processor_id,
        },
        is_live=is_live,
        at=at,
    )
    session.add(CardConsentCharge(consent_id=consent.id, attempt_id=attempt.id, amount_cents=amount_cents))
    session.flush()
    return attempt


def _charge(gateway: Gateway, attempt: Attempt) -> Fields:
    asked = attempt.parameters
    metadata = {"subject": attempt.subject, "purpose": asked["purpose"], "attempt": str(attempt.id)}
    return gateway.ask(
        lambda v1: v1.payment_intents.create(
            {
                "amount": asked["amount"],
                "currency": asked["currency"],
                "customer": asked["customer"],
                "payment_method": asked["card"],
                "allowed_payment_method_types": ["card"],
                "off_session": True,
                "confirm": True,
                "description": asked["about"],
                "metadata": metadata,
                "transfer_group": attempt.subject,
                "expand": ["latest_charge.balance_transaction"],
            },
            {"idempotency_key": attempt.key},
        )
    )


def _find_charge(gateway: Gateway, attempt: Attempt) -> Fields | None:
    of_customer = gateway.every(
        lambda v1: v1.payment_intents.list(
            {"customer": attempt.parameters["customer"], "expand": ["data.latest_charge.balance_transaction"]}
        )
    )
    ours = (one for one in of_customer if one.get("metadata", {}).get("attempt") == str(attempt.id))
    return next((one for one in ours if one["status"] == "succeeded"), None)


def _charged(session: Session, attempt: Attempt, made: Fields, at: dt.datetime) -> None:
    consent_id = consent_of(session, attempt.id)
    if made["status"] != "succeeded":
        # It waits for something that nobody is there to do.
        if consent_id is not None:
            end_this(session, consent_id, "asks", at=at)
        return
    if consent_id is not None:
        end_this(session, consent_id, "charged", at=at)
    charge = made.get("latest_charge")
    if isinstance(charge, dict):
        # Without its balance transaction yet, it is booked when Stripe tells of it, or at the daily comparison.
        record_charge(session, {**charge, "payment_intent": {"id": made["id"], "metadata": made["metadata"]}}, at=at)


def _not_charged(session: Session, attempt: Attempt, code: str, at: dt.datetime) -> None:
    consent_id = consent_of(session, attempt.id)
    if consent_id is not None:
        end_this(session, consent_id, "asks" if code == ASKS else "declined", at=at)


def _still_agreed(session: Session, attempt: Attempt) -> bool:
    consent_id = consent_of(session, attempt.id)
    return consent_id is not None and session.get(CardConsentEnd, consent_id) is None


CHARGE_DEED = Deed(call=_charge, record=_charged, refused=_not_charged, find=_find_charge, still=_still_agreed)


def remove(session: Session, card: KeptCard, *, is_live: bool, at: dt.datetime) -> Attempt | None:
    """Forget a card here at once, and write down that Stripe is to; None when it was removed before."""
    lock(session, subject_of(card.person_id))
    session.refresh(card)
    if card.processor_id is None:
        return None
    processor_id, person_id = card.processor_id, card.person_id
    forget_card(session, card, at=at)
    return make(
        session, deed=DETACH, subject=subject_of(person_id), parameters={"card": processor_id}, is_live=is_live, at=at
    )


def _detach(gateway: Gateway, attempt: Attempt) -> Fields:
    return gateway.ask(
        lambda v1: v1.payment_methods.detach(attempt.parameters["card"], {}, {"idempotency_key": attempt.key})
    )


DETACH_DEED = Deed(call=_detach, record=lambda *_: None)


def forget_customer(session: Session, customer: CardCustomer, *, is_live: bool, at: dt.datetime) -> Attempt:
    """Write down that Stripe is to delete a customer with all their cards; here they are forgotten already."""
    attempt = make(
        session,
        deed=FORGET,
        subject=subject_of(customer.person_id),
        parameters={"customer": customer.processor_id},
        is_live=is_live,
        at=at,
    )
    session.delete(customer)
    session.flush()
    return attempt


def _forget(gateway: Gateway, attempt: Attempt) -> Fields:
    return gateway.ask(
        lambda v1: v1.customers.delete(attempt.parameters["customer"], {}, {"idempotency_key": attempt.key})
    )


FORGET_DEED = Deed(call=_forget, record=lambda *_: None)
