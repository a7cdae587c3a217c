"""Which card, customer or consent one of Stripe's objects or our attempts is about."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.money.kept_cards.models import CardConsentCharge, CardCustomer, KeptCard
from coop.money.stripe.attempts.queries import of_subject

SETUP = "setup"


def subject_of(person_id: int) -> str:
    """What attempts about a person's cards are recorded for."""
    return f"person:{person_id}"


def customer_named(session: Session, processor_id: str) -> CardCustomer | None:
    """Whose cards one of Stripe's customers stands for."""
    query = select(CardCustomer).where(CardCustomer.processor_id == processor_id)
    return session.execute(query).scalar_one_or_none()


def card_named(session: Session, processor_id: str) -> KeptCard | None:
    """The card that Stripe calls so."""
    return session.execute(select(KeptCard).where(KeptCard.processor_id == processor_id)).scalar_one_or_none()


def consent_of(session: Session, attempt_id: int) -> int | None:
    """The consent whose one charge an attempt asks for."""
    query = select(CardConsentCharge.consent_id).where(CardConsentCharge.attempt_id == attempt_id)
    return session.execute(query).scalar()


def last_setup_page(session: Session, person_id: int) -> str:
    """Stripe's page on which this person last went to keep a card; empty for none."""
    for _attempt, answer in of_subject(session, subject_of(person_id), SETUP):
        if answer is not None and answer.object_id:
            return answer.object_id
    return ""
