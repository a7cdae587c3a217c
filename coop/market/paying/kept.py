"""Charging a kept card for a booking, once its client agreed to that amount and its worker has accepted."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from coop.market.bookings.queries import Course, course, locked_course
from coop.market.bookings.series.queries import charged_from
from coop.market.bookings.states import NotOpen, State, Step
from coop.market.paying import telling
from coop.market.paying.actions import payable_cents
from coop.market.paying.visits import ask_by_hand
from coop.market.references import grouped
from coop.money.cards.interface import BOOKING, ChargeAsk, Provider
from coop.money.kept_cards.actions import consent, end_consent
from coop.money.kept_cards.models import CardConsent, CardRefusalTold
from coop.money.kept_cards.queries import is_being_charged, refusals_untold, standing_consent
from coop.money.payments.entries import CARD, subject_of
from coop.people.persons.models import Person
from coop.policies.queries import charter

OVER = (State.CANCELLED, State.DECLINED, State.EXPIRED, State.NO_SHOW)


def agree(session: Session, found: Course, *, client: Person, card_id: int, at: dt.datetime) -> CardConsent:
    """The client of a request agrees that its price is charged to a card of theirs when the worker accepts.

    Raises NotOpen once it was answered, or for one that is not paid by card; NotTheirCard.
    """
    booking = found.booking
    is_theirs = booking.client_id == client.id and booking.payment_method == CARD and booking.price_cents
    if not is_theirs or found.state(at) is not State.REQUESTED:
        raise NotOpen(Step.CONFIRM, found.state(at))
    return consent(
        session,
        subject=subject_of(booking.reference),
        person=client,
        card_id=card_id,
        amount_cents=booking.price_cents,
        at=at,
    )


def take_back(session: Session, found: Course, *, at: dt.datetime) -> bool:
    """The client takes it back, as long as nothing was charged; False when there was nothing to take back."""
    return end_consent(session, subject_of(found.booking.reference), "taken back", at=at)


def charge_kept_card(session: Session, provider: Provider, found: Course, *, at: dt.datetime) -> int | None:
    """Write down that what a booking still waits for is charged to the card its client agreed to; the attempt's number.

    The caller has the booking locked, commits, and has the provider carry it out. None where nothing is agreed or to be
    paid, where it is charged already, where it would be more than was agreed, and for a booking that does not stand.
    """
    subject = subject_of(found.booking.reference)
    agreed = standing_consent(session, subject)
    if agreed is None or is_being_charged(session, agreed):
        return None
    if found.state(at) not in OVER and (day := charged_from(session, found.booking, at)) is not None and at < day:
        return None
    amount = payable_cents(session, found, at)
    if found.state(at) in OVER or (found.acceptance is not None and not amount):
        end_consent(session, subject, "over", at=at)
        return None
    if found.acceptance is None or not 0 < amount <= agreed.amount_cents:
        return None
    coop = charter(session)
    ask = ChargeAsk(
        consent_id=agreed.id,
        purpose=BOOKING,
        amount_cents=amount,
        currency=coop.currency,
        about=f"{coop.name}: {grouped(found.booking.reference)}",
    )
    return provider.set_out_charge(session, ask, at=at)


def set_out(session: Session, provider: Provider, subject: str, *, at: dt.datetime) -> int | None:
    """The same for a booking by its subject."""
    found = locked_course(session, subject.removeprefix("booking:"))
    return charge_kept_card(session, provider, found, at=at) if found is not None else None


def is_answered(session: Session, subject: str, at: dt.datetime) -> bool:
    """Whether a request has been answered, so that its consent is to be used or to end."""
    found = course(session, subject.removeprefix("booking:"))
    return found is not None and found.state(at) not in (State.REQUESTED, State.HELD)


def tell_of_refusals(session: Session, *, at: dt.datetime) -> int:
    """Tell both sides of kept cards that could not be charged, once; returns of how many."""
    untold = refusals_untold(session)
    for agreed, end in untold:
        session.add(CardRefusalTold(consent_id=agreed.id, told_at=at))
        session.flush()
        found = locked_course(session, agreed.subject.removeprefix("booking:"))
        if found is None or ask_by_hand(session, found, at=at) is not None:
            continue
        if payable_cents(session, found, at):
            telling.kept_card_refused(session, found, agreed.amount_cents, asks=end.outcome == "asks", at=at)
    return len(untold)
