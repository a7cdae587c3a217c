"""What a card payment does for a booking."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from coop.market.bookings import actions as bookings
from coop.market.bookings.actions import claims
from coop.market.bookings.models import Booking
from coop.market.bookings.queries import Course, locked_course
from coop.market.bookings.states import NotOpen, Side, State, Step
from coop.market.bookings.telling import tipped
from coop.market.paying import telling
from coop.market.references import grouped
from coop.money.cards.authorised import actions as authorised
from coop.money.cards.authorised.models import CardAuthorisation, CardAuthorisationAnswer
from coop.money.cards.authorised.queries import authorised_cents, undecided, was_kept_aside
from coop.money.cards.interface import BOOKING, TIP, PayAsk
from coop.money.cards.models import CardPaymentAnswer
from coop.money.locks import lock
from coop.money.payments import actions as payments
from coop.money.payments.entries import CARD, CASH, subject_of
from coop.money.payments.held_tips import tips_left
from coop.money.payments.models import Payment
from coop.money.payments.queries import is_one_too_many, received_cents
from coop.people.persons.models import Person
from coop.policies.in_force import in_force
from coop.policies.queries import charter

BACK = {"twice": "paid twice", "too late": "paid after the time was gone", "over": "the booking was over"}
"""Why a payment goes back by itself; kept with the refund, for the desk."""


def reserve(session: Session, course: Course, *, client: Person, at: dt.datetime) -> None:
    """Keep the slot while the client pays (rule ``cards.hold_minutes``), once from the hold's beginning.

    Raises NotOpen when the hold has lapsed, NotBookable for one's own work.
    """
    booking = course.booking
    if course.state(at) is not State.HELD or booking.client_id not in (None, client.id):
        raise NotOpen(Step.CONFIRM, course.state(at))
    if course.side_of(client.id) is Side.WORKER:
        raise bookings.NotBookable(f"{client.id} cannot book their own work")
    booking.client, booking.client_id = client, client.id
    minutes = in_force(session, "cards.hold_minutes", at).whole
    # From now, but for no longer than twice in a row: pressing again must not keep others out for ever.
    latest = booking.held_at + dt.timedelta(minutes=2 * minutes)
    until = max(course.claim_ends_at or at, min(at + dt.timedelta(minutes=minutes), latest))
    claims.keep(session, booking, until=until)
    course.claim_ends_at = until
    session.flush()


def payable_cents(session: Session, course: Course, at: dt.datetime) -> int:
    """What can be paid by card now: the price of a slot kept for it, or what a standing booking still waits for."""
    booking = course.booking
    if booking.payment_method != CARD or not booking.price_cents:
        return 0
    if course.state(at) is State.HELD:
        return booking.price_cents if booking.instant and booking.client_id is not None else 0
    if course.state(at) not in (State.ACCEPTED, State.COMPLETED):
        return 0
    subject = subject_of(booking.reference)
    return max(0, booking.price_cents - received_cents(session, subject) - authorised_cents(session, subject))


def ask_for(
    session: Session, course: Course, amount_cents: int, *, site_url: str, at: dt.datetime, tip_cents: int = 0
) -> PayAsk:
    """What to ask the processor for; `tip_cents` on top, in the same payment."""
    booking, coop = course.booking, charter(session)
    path = f"{site_url.rstrip('/')}/bookings/{booking.reference}"
    held_only = course.state(at) is State.HELD
    until = course.claim_ends_at if held_only and course.claim_ends_at else at + dt.timedelta(hours=1)
    return PayAsk(
        subject=subject_of(booking.reference),
        purpose=BOOKING,
        amount_cents=amount_cents,
        currency=coop.currency,
        about=f"{coop.name}: {grouped(booking.reference)}",
        paid_url=f"{path}/paid",
        back_url=f"{path}/check" if held_only else path,
        until=until,
        is_charged_later=is_charged_later(session, booking, at),
        tip_cents=tip_cents,
        tip_about=_("Tip, without a fee") if tip_cents else "",
    )


def is_charged_later(session: Session, booking: Booking, at: dt.datetime) -> bool:
    """Whether a card is only authorised now and charged when the work is done (rule ``cards.capture_days``)."""
    days = in_force(session, "cards.capture_days", at).whole
    return at < booking.ends_at <= at + dt.timedelta(days=days)


def ask_for_tip(session: Session, course: Course, amount_cents: int, *, site_url: str, at: dt.datetime) -> PayAsk:
    """A tip to be paid by card."""
    asked = ask_for(session, course, amount_cents, site_url=site_url, at=at)
    path = f"{site_url.rstrip('/')}/bookings/{course.booking.reference}"
    return replace(asked, purpose=TIP, paid_url=f"{path}/tipped", back_url=path, is_charged_later=False)


def answer(session: Session, payment: Payment, *, at: dt.datetime) -> str | None:
    """Book what a card payment was for, or decide that it goes back; None when that was done before."""
    reference = payment.subject.removeprefix("booking:")
    course = locked_course(session, reference)
    lock(session, payment.subject)
    if session.get(CardPaymentAnswer, payment.id) is not None:
        return None
    outcome = _book(session, course, payment, at) if course is not None else "over"
    refund = payments.give_back(session, payment, reason=BACK[outcome], at=at) if outcome in BACK else None
    session.add(
        CardPaymentAnswer(
            payment_id=payment.id, outcome=outcome, refund_id=refund.id if refund else None, answered_at=at
        )
    )
    session.flush()
    if course is not None and refund is not None:
        telling.paid_back(session, course, outcome, refund.amount_cents, at=at)
    elif course is not None:
        _tell_what_was_paid(session, course, payment, outcome, at=at)
    return outcome


def answer_authorisation(session: Session, authorisation: CardAuthorisation, *, at: dt.datetime) -> str | None:
    """Book what a card keeps money aside for, or decide to let it go; None when that was done before."""
    course = locked_course(session, authorisation.subject.removeprefix("booking:"))
    lock(session, authorisation.subject)
    if session.get(CardAuthorisationAnswer, authorisation.id) is not None:
        return None
    outcome = _book_authorised(session, course, authorisation, at) if course is not None else "over"
    session.add(CardAuthorisationAnswer(authorisation_id=authorisation.id, outcome=outcome, answered_at=at))
    session.flush()
    if outcome in BACK and authorisation in undecided(session, authorisation.subject):
        authorised.decide(session, authorisation, 0, at=at)
    if course is not None and outcome in BACK:
        telling.not_charged(session, course, outcome, authorisation.amount_cents, at=at)
    elif course is not None and outcome == "paid":
        telling.card_keeps(session, course, authorisation.amount_cents, at=at)
    return outcome


def _tell_what_was_paid(session: Session, course: Course, payment: Payment, outcome: str, *, at: dt.datetime) -> None:
    """Both sides hear of it; a tip in it is passed on where the work is done already."""
    if outcome == "paid":
        tip = tips_left(session, payment.subject).get(payment.id, 0)
        if was_kept_aside(session, payment.subject):
            telling.charged(session, course, payment.amount_cents, tip_cents=tip, at=at)
        elif course.cancellation is None:
            telling.paid_by_card(session, course, payment.amount_cents, tip_cents=tip, at=at)
    for given in payments.give_held_tips(session, payment.subject, day=payment.received_on, at=at):
        tipped(session, course, given.amount_cents, at=at)


def _book(session: Session, course: Course, payment: Payment, at: dt.datetime) -> str:
    booking, state = course.booking, course.state(at)
    if state in (State.HELD, State.LAPSED):
        return _confirm(session, course, booking, at)
    # What is held beyond every claim on it is nobody's but the client's: this payment was one too many.
    is_spare = is_one_too_many(session, payment)
    if _is_over(booking, state):
        # What had arrived when it was cancelled, or was charged for it, went the way of the terms.
        return "over" if is_spare else "paid"
    return "twice" if is_spare else "paid"


def _book_authorised(session: Session, course: Course, authorisation: CardAuthorisation, at: dt.datetime) -> str:
    booking, state = course.booking, course.state(at)
    if state in (State.HELD, State.LAPSED):
        return _confirm(session, course, booking, at)
    if _is_over(booking, state):
        return "over"
    received = received_cents(session, authorisation.subject)
    others = authorised_cents(session, authorisation.subject) - authorisation.price_cents
    if received + others >= booking.price_cents:
        return "twice"
    if state is State.COMPLETED:  # the work was done before the card was there: it is charged now
        authorised.charge(session, authorisation.subject, booking.price_cents - received - others, at=at)
    return "paid"


def _is_over(booking: Booking, state: State) -> bool:
    return state in (State.CANCELLED, State.DECLINED, State.EXPIRED) or booking.payment_method == CASH


def _confirm(session: Session, course: Course, booking: Booking, at: dt.datetime) -> str:
    """Book the slot, also when its time had lapsed and nobody else has it."""
    client = booking.client
    if client is None:
        return "too late"
    try:
        with session.begin_nested():
            if course.state(at) is State.LAPSED:
                bookings.renew(session, course, at=at)
            booking.payment_method = CARD  # whatever was chosen last on another tab: this is how it was paid
            bookings.confirm(session, course, client=client, at=at)
    except (bookings.NotOffered, bookings.NotBookable, NotOpen):
        return "too late"
    return "booked"
