"""Deciding what is charged of an authorisation, once; the processor is asked afterwards.

The caller holds the lock on the booking.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from coop.money.cards.authorised.models import CardAuthorisation, CardAuthorisationEnd, CardCapture
from coop.money.cards.authorised.queries import of_processor, undecided
from coop.money.locks import lock


@dataclass(frozen=True)
class Kept:
    """What a cancellation's terms keep, and what is needed to share it out once it is there."""

    kept_cents: int
    worker_party_id: int
    booked_at: dt.datetime


def charge(session: Session, subject: str, missing_cents: int, *, at: dt.datetime) -> None:
    """Have up to `missing_cents` of a price charged of what its cards keep aside, with the tip beside it; what is not
    needed is let go."""
    for authorisation in undecided(session, subject):
        part = min(missing_cents, authorisation.price_cents)
        decide(session, authorisation, part + authorisation.tip_cents if part else 0, at=at)
        missing_cents -= part


def charge_all(session: Session, subject: str, *, at: dt.datetime) -> None:
    """Have everything charged that a booking's cards keep aside: from now on it is held by the co-op."""
    for authorisation in undecided(session, subject):
        decide(session, authorisation, authorisation.amount_cents, at=at)


def charge_kept(session: Session, subject: str, missing_cents: int, kept: Kept, *, at: dt.datetime) -> bool:
    """Have what a cancellation keeps charged, the rest and any tip let go; False when no card keeps anything aside."""
    waiting = undecided(session, subject) if missing_cents else []
    for first in waiting[:1]:
        decide(session, first, min(missing_cents, first.price_cents), kept=kept, at=at)
    let_go(session, subject, at=at)
    return bool(waiting)


def let_go(session: Session, subject: str, *, at: dt.datetime) -> None:
    """Have everything let go that a booking's cards keep aside."""
    charge(session, subject, 0, at=at)


def decide(
    session: Session, authorisation: CardAuthorisation, amount_cents: int, *, at: dt.datetime, kept: Kept | None = None
) -> None:
    """Write down how much of one authorisation is charged; nothing lets it go."""
    session.add(
        CardCapture(
            authorisation_id=authorisation.id,
            amount_cents=amount_cents,
            decided_at=at,
            kept_cents=kept.kept_cents if kept else None,
            worker_party_id=kept.worker_party_id if kept else None,
            booked_at=kept.booked_at if kept else None,
        )
    )
    session.flush()


def end(session: Session, processor_id: str, outcome: str, amount_cents: int, *, at: dt.datetime) -> str | None:
    """Note how an authorisation ended, once; returns its booking, None when it is unknown or had ended."""
    authorisation = of_processor(session, processor_id)
    if authorisation is None:
        return None
    lock(session, authorisation.subject)
    if session.get(CardAuthorisationEnd, authorisation.id) is not None:
        return None
    session.add(
        CardAuthorisationEnd(
            authorisation_id=authorisation.id, outcome=outcome, amount_cents=amount_cents, ended_at=at
        )
    )
    session.flush()
    return authorisation.subject
