"""Reading pages for paying, and charges."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, aliased

from coop.money.cards.authorised.models import CardAuthorisation, CardAuthorisationAnswer
from coop.money.cards.authorised.queries import is_authorised
from coop.money.cards.interface import BOOKING, PayAsk
from coop.money.cards.models import CardPaymentAnswer
from coop.money.payments.models import CancelledPayment, Payment
from coop.money.stripe.attempts.models import Attempt
from coop.money.stripe.checkouts.models import CardCharge, CardCheckout, CardCheckoutEnd


def unended(
    session: Session, subject: str | None = None, *, closed_by: dt.datetime | None = None
) -> list[CardCheckout]:
    """Pages whose end we do not know, of one subject or of all; `closed_by`: only those that must have closed."""
    query = select(CardCheckout).where(~exists().where(CardCheckoutEnd.attempt_id == CardCheckout.attempt_id))
    if subject is not None:
        query = query.where(CardCheckout.subject == subject)
    if closed_by is not None:
        query = query.where(CardCheckout.closes_at <= closed_by)
    return list(session.execute(query.order_by(CardCheckout.attempt_id).limit(200)).scalars())


def open_for(session: Session, ask: PayAsk, *, at: dt.datetime) -> CardCheckout | None:
    """The page that is open for the same payment already."""
    for page in unended(session, ask.subject):
        if page.closes_at > at and is_of(session.get_one(Attempt, page.attempt_id), ask):
            return page
    return None


def is_of(attempt: Attempt, ask: PayAsk) -> bool:
    """Whether an attempt asks for the same payment: as much, for the same, with the same tip, the card kept or not."""
    asked = attempt.parameters
    same = (asked["purpose"], asked["amount"], asked.get("tip", 0)) == (ask.purpose, ask.amount_cents, ask.tip_cents)
    return same and ("customer" in asked) == (ask.keep_for is not None)


def charge(session: Session, charge_id: str) -> CardCharge | None:
    """The charge of that id, if it is in the books."""
    return session.execute(select(CardCharge).where(CardCharge.charge_id == charge_id)).scalar_one_or_none()


def charge_of_payment(session: Session, payment_id: int) -> CardCharge | None:
    """The charge behind a payment."""
    return session.execute(select(CardCharge).where(CardCharge.payment_id == payment_id)).scalar_one_or_none()


def of_no_use(session: Session, *, at: dt.datetime) -> list[CardCheckout]:
    """Open pages on which nobody should pay any more: of a booking that is over or was paid for, or followed by another
    page for the same."""
    newer = aliased(CardCheckout)
    followed = exists().where(
        newer.subject == CardCheckout.subject,
        newer.purpose == CardCheckout.purpose,
        newer.attempt_id > CardCheckout.attempt_id,
    )
    paid = (
        exists()
        .where(Payment.subject == CardCheckout.subject, CardPaymentAnswer.payment_id == Payment.id)
        .where(CardPaymentAnswer.outcome.in_(("booked", "paid")))
    )
    kept_aside = (
        exists()
        .where(CardAuthorisation.subject == CardCheckout.subject)
        .where(CardAuthorisationAnswer.authorisation_id == CardAuthorisation.id)
        .where(CardAuthorisationAnswer.outcome.in_(("booked", "paid")))
        .where(is_authorised(CardCheckout.subject))
    )
    over = exists().where(CancelledPayment.subject == CardCheckout.subject)
    query = select(CardCheckout).where(
        ~exists().where(CardCheckoutEnd.attempt_id == CardCheckout.attempt_id),
        CardCheckout.closes_at > at,
        or_(followed, (CardCheckout.purpose == BOOKING) & or_(paid, kept_aside, over)),
    )
    return list(session.execute(query.order_by(CardCheckout.attempt_id).limit(200)).scalars())
