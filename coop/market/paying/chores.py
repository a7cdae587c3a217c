"""Booking what was paid for, by itself."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from coop.config import Settings
from coop.db.session import retrying, transaction
from coop.market.paying import evidence  # noqa: F401  offered to whoever answers a dispute
from coop.market.paying.actions import answer, answer_authorisation
from coop.market.paying.queries import unanswered, unanswered_authorisations
from coop.money.cards.after import follow
from coop.money.cards.authorised.models import CardAuthorisation
from coop.money.payments.models import Payment


def book_what_was_paid(engine: Engine, _settings: Settings, at: dt.datetime, subject: str | None = None) -> int:
    """Answer every card payment and authorisation that waits; returns how many."""
    with transaction(engine, write=False) as session:
        waiting = [payment.id for payment in unanswered(session, subject)]
        kept_aside = [authorisation.id for authorisation in unanswered_authorisations(session, subject)]
    done = 0
    for payment_id in waiting:

        def one(session: Session, payment_id: int = payment_id) -> bool:
            return answer(session, session.get_one(Payment, payment_id), at=at) is not None

        done += retrying(engine, one)
    for authorisation_id in kept_aside:

        def other(session: Session, authorisation_id: int = authorisation_id) -> bool:
            found = session.get_one(CardAuthorisation, authorisation_id)
            return answer_authorisation(session, found, at=at) is not None

        done += retrying(engine, other)
    return done


follow(book_what_was_paid)

DUTIES = [("cards: book what was paid", 10, book_what_was_paid)]
