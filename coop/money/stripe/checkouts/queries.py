"""Reading pages for paying, and charges."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from coop.money.cards.interface import PayAsk
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
