"""Reading kept cards and consents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from coop.money.kept_cards.models import (
    CardConsent,
    CardConsentCharge,
    CardConsentEnd,
    CardCustomer,
    CardRefusalTold,
    KeptCard,
)
from coop.money.kept_cards.rules import has_expired
from coop.policies.queries import local_day


def customer_of(session: Session, person_id: int) -> CardCustomer | None:
    """What the processor calls this person."""
    return session.get(CardCustomer, person_id)


def cards_of(session: Session, person_id: int) -> list[KeptCard]:
    """The cards a person keeps, the newest first."""
    query = select(KeptCard).where(KeptCard.person_id == person_id, KeptCard.removed_at.is_(None))
    return list(session.execute(query.order_by(KeptCard.id.desc())).scalars())


def good_cards(session: Session, person_id: int, *, at: dt.datetime) -> list[KeptCard]:
    """Those that have not expired."""
    today = local_day(session, at)
    return [
        card for card in cards_of(session, person_id)
        if not has_expired(card.expires_year, card.expires_month, on=today)
    ]  # fmt: skip


def standing_consent(session: Session, subject: str) -> CardConsent | None:
    """What a client has agreed to for a booking, while it stands."""
    ended = exists().where(CardConsentEnd.consent_id == CardConsent.id)
    query = select(CardConsent).where(CardConsent.subject == subject, ~ended).order_by(CardConsent.id.desc()).limit(1)
    return session.execute(query).scalar_one_or_none()


def standing_consents(session: Session, subjects: Sequence[str]) -> dict[str, CardConsent]:
    """The same of many bookings, by subject."""
    ended = exists().where(CardConsentEnd.consent_id == CardConsent.id)
    query = select(CardConsent).where(CardConsent.subject.in_(subjects), ~ended)
    return {consent.subject: consent for consent in session.execute(query).scalars()}


def consents_on(session: Session, card_id: int) -> list[CardConsent]:
    """Consents that stand on a card."""
    ended = exists().where(CardConsentEnd.consent_id == CardConsent.id)
    return list(session.execute(select(CardConsent).where(CardConsent.card_id == card_id, ~ended)).scalars())


def is_being_charged(session: Session, consent: CardConsent) -> bool:
    """Whether its one charge has been set out."""
    return session.get(CardConsentCharge, consent.id) is not None


def waiting_subjects(session: Session) -> list[str]:
    """Bookings with a consent that stands and whose charge was not set out, the oldest first."""
    query = select(CardConsent.subject).where(
        ~exists().where(CardConsentEnd.consent_id == CardConsent.id),
        ~exists().where(CardConsentCharge.consent_id == CardConsent.id),
    )
    return list(session.execute(query.order_by(CardConsent.id)).scalars())


def was_charged(session: Session, subject: str) -> bool:
    """Whether a kept card was charged for a booking, also where its payment is not booked yet."""
    query = select(CardConsent.id).join(CardConsentEnd, CardConsentEnd.consent_id == CardConsent.id)
    query = query.where(CardConsent.subject == subject, CardConsentEnd.outcome == "charged")
    return session.execute(query.limit(1)).first() is not None


def refusals_untold(session: Session) -> list[tuple[CardConsent, CardConsentEnd]]:
    """Kept cards that could not be charged, of which nobody was told yet."""
    query = (
        select(CardConsent, CardConsentEnd)
        .join(CardConsentEnd, CardConsentEnd.consent_id == CardConsent.id)
        .where(
            CardConsentEnd.outcome.in_(("declined", "asks")),
            ~exists().where(CardRefusalTold.consent_id == CardConsent.id),
        )
        .order_by(CardConsent.id)
    )
    return [(consent, end) for consent, end in session.execute(query)]


def last_refusal(session: Session, subject: str) -> str:
    """Why the newest charge of a kept card for a booking came to nothing; empty where none did."""
    query = (
        select(CardConsentEnd.outcome)
        .join(CardConsent, CardConsent.id == CardConsentEnd.consent_id)
        .where(CardConsent.subject == subject, CardConsentEnd.outcome.in_(("declined", "asks")))
        .order_by(CardConsent.id.desc())
        .limit(1)
    )
    return session.execute(query).scalar() or ""
