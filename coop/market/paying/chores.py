"""Booking what was paid for, by itself."""

from __future__ import annotations

import datetime as dt
from functools import partial

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from coop.config import Settings
from coop.db.session import retrying, transaction
from coop.market.bookings.queries import course, locked_course
from coop.market.bookings.series.queries import charge_days
from coop.market.paying import (
    evidence,  # noqa: F401  offered to whoever answers a dispute
    kept,
)
from coop.market.paying.actions import answer, answer_authorisation, payable_cents
from coop.market.paying.queries import (
    subjects_ahead,
    unanswered,
    unanswered_authorisations,
    visits_overdue,
    visits_without_consent,
)
from coop.market.paying.visits import ask_by_hand, call_off_unpaid
from coop.money.cards.after import follow
from coop.money.cards.authorised.models import CardAuthorisation
from coop.money.cards.interface import Unreachable
from coop.money.kept_cards.queries import refusals_untold, waiting_subjects
from coop.money.payments.entries import subject_of
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
        ahead = subjects_ahead(session, at + dt.timedelta(days=charge_days(session, at)))
        waiting = [subject for subject in waiting_subjects(session) if subject not in ahead]
        due = [subject for subject in waiting if kept.is_answered(session, subject, at)]
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


def call_for_payment_by_hand(engine: Engine, settings: Settings, at: dt.datetime) -> int:
    """Tell both sides of visits whose days of being charged have come and that no card was agreed on for any more."""
    if not settings.takes_cards:
        return 0
    with transaction(engine, write=False) as session:
        until = at + dt.timedelta(days=charge_days(session, at))
        references = visits_without_consent(session, at, until)
    done = 0
    for reference in references:

        def one(session: Session, reference: str = reference) -> bool:
            found = locked_course(session, reference)
            return found is not None and ask_by_hand(session, found, at=at) is not None

        done += retrying(engine, one)
    return done


def call_off_unpaid_visits(engine: Engine, settings: Settings, at: dt.datetime) -> int:
    """Cancel visits that were not paid by hand in the time that both sides were told.

    The processor is asked first: what was paid in the last minute counts. Where it does not answer, nothing is done.
    """
    with transaction(engine, write=False) as session:
        overdue = [course(session, reference) for reference in visits_overdue(session, at)]
        references = [one.booking.reference for one in overdue if one is not None and payable_cents(session, one, at)]
    done = 0
    for reference in references:
        try:
            provider_of(settings).look(engine, subject_of(reference), at=at)
        except Unreachable:
            continue
        book_what_was_paid(engine, settings, at, subject_of(reference))
        done += retrying(engine, partial(call_off_unpaid, reference=reference, at=at))
    return done


follow(charge_kept_cards)
follow(book_what_was_paid)

DUTIES = [
    ("cards: charge what was agreed", 10, charge_kept_cards),
    ("cards: book what was paid", 10, book_what_was_paid),
    ("cards: ask to pay visits by hand", 300, call_for_payment_by_hand),
    ("cards: call off visits nobody paid", 300, call_off_unpaid_visits),
]
