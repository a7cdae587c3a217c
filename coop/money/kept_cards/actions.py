"""Agreeing to a charge, and the end of that."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from coop.money.kept_cards.models import CardConsent, CardConsentEnd, KeptCard
from coop.money.kept_cards.queries import consents_on, good_cards, standing_consent
from coop.money.locks import lock
from coop.people.persons.models import Person


class NotTheirCard(ValueError):
    """Nobody agrees to a charge on a card that is not theirs, was removed, or has expired."""


def consent(
    session: Session, *, subject: str, person: Person, card_id: int, amount_cents: int, at: dt.datetime
) -> CardConsent:
    """A client agrees that an amount may be charged to a card of theirs, once, for one booking.

    What they agreed to before for the same booking is taken back. Raises NotTheirCard.
    """
    lock(session, subject)
    if card_id not in {card.id for card in good_cards(session, person.id, at=at)}:
        raise NotTheirCard(f"card {card_id} of {person.id}")
    end_consent(session, subject, "taken back", at=at)
    given = CardConsent(
        subject=subject, person_id=person.id, card_id=card_id, amount_cents=amount_cents, given_at=at
    )
    session.add(given)
    session.flush()
    return given


def end_consent(session: Session, subject: str, outcome: str, *, at: dt.datetime) -> bool:
    """End what stands for a booking, if anything does."""
    lock(session, subject)
    standing = standing_consent(session, subject)
    if standing is None:
        return False
    _end(session, standing, outcome, at=at)
    return True


def end_this(session: Session, consent_id: int, outcome: str, *, at: dt.datetime) -> None:
    """End one consent, if it stands."""
    found = session.get_one(CardConsent, consent_id)
    lock(session, found.subject)
    if session.get(CardConsentEnd, consent_id) is None:
        _end(session, found, outcome, at=at)


def forget_card(session: Session, card: KeptCard, *, at: dt.datetime) -> None:
    """Take out of a card's row all that leads to it, and take back what was agreed to on it."""
    for standing in consents_on(session, card.id):
        end_consent(session, standing.subject, "taken back", at=at)
    card.processor_id, card.brand, card.last_four = None, "", ""
    card.expires_month, card.expires_year, card.removed_at = 1, 1970, at
    session.flush()


def _end(session: Session, standing: CardConsent, outcome: str, *, at: dt.datetime) -> None:
    session.add(CardConsentEnd(consent_id=standing.id, outcome=outcome, ended_at=at))
    session.flush()
