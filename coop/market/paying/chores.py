"""Booking what was paid for, by itself."""

from __future__ import annotations

import datetime as dt
from functools import partial

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from coop.config import Settings
from coop.db.session import retrying, transaction
from coop.market.paying import (
    evidence,  # noqa: F401  offered to whoever answers a dispute
    kept,
)
from coop.market.paying.actions import answer, answer_authorisation
from coop.market.paying.queries import unanswered, unanswered_authorisations
from coop.money.cards.after import follow
from coop.money.cards.authorised.models import CardAuthorisation
from coop.money.cards.interface import Unreachable
from coop.money.kept_cards.queries import refusals_untold, waiting_subjects
from coop.money.payments.models import Payment
from coop.money.provider import provider_of


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


def charge_kept_cards(engine: Engine, settings: Settings, at: dt.datetime) -> int:
    """Charge the cards whose owners agreed to it for bookings that were accepted; tell both sides where it failed."""
    if not settings.takes_cards:
        return 0
    provider, done = provider_of(settings), 0
    with transaction(engine, write=False) as session:
        due = [subject for subject in waiting_subjects(session) if kept.is_answered(session, subject, at)]
    for subject in due:
        number = retrying(engine, partial(kept.set_out, provider=provider, subject=subject, at=at))
        if number is None:
            continue
        try:
            provider.carry_out(engine, number, at=at)
        except Unreachable:
            continue  # the attempt stands; it is repeated under its own key
        done += 1
        book_what_was_paid(engine, settings, at, subject)
    with transaction(engine, write=False) as session:
        is_untold = bool(refusals_untold(session))
    if is_untold:
        retrying(engine, partial(kept.tell_of_refusals, at=at))
    return done


follow(charge_kept_cards)
follow(book_what_was_paid)

DUTIES = [
    ("cards: charge what was agreed", 10, charge_kept_cards),
    ("cards: book what was paid", 10, book_what_was_paid),
]
