"""Card payments that wait for what they are to do."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from coop.money.cards.models import CardPaymentAnswer
from coop.money.payments.models import Payment


def unanswered(session: Session, subject: str | None = None) -> list[Payment]:
    """Card payments, of one booking or of all, that nothing has been done for yet."""
    query = select(Payment).where(
        Payment.method == "card", ~exists().where(CardPaymentAnswer.payment_id == Payment.id)
    )
    if subject is not None:
        query = query.where(Payment.subject == subject)
    return list(session.execute(query.order_by(Payment.id).limit(200)).scalars())


def outcome_of(session: Session, subject: str) -> str | None:
    """What the newest card payment of a booking led to."""
    query = (
        select(CardPaymentAnswer.outcome)
        .join(Payment, Payment.id == CardPaymentAnswer.payment_id)
        .where(Payment.subject == subject)
        .order_by(Payment.id.desc())
        .limit(1)
    )
    return session.execute(query).scalar()
