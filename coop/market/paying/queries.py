"""Card payments that wait for what they are to do."""

from __future__ import annotations

from sqlalchemy import exists, select, union_all
from sqlalchemy.orm import Session

from coop.money.cards.authorised.models import CardAuthorisation, CardAuthorisationAnswer
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


def unanswered_authorisations(session: Session, subject: str | None = None) -> list[CardAuthorisation]:
    """Authorisations, of one booking or of all, that nothing has been done for yet."""
    query = select(CardAuthorisation).where(
        ~exists().where(CardAuthorisationAnswer.authorisation_id == CardAuthorisation.id)
    )
    if subject is not None:
        query = query.where(CardAuthorisation.subject == subject)
    return list(session.execute(query.order_by(CardAuthorisation.id).limit(200)).scalars())


def outcome_of(session: Session, subject: str) -> str | None:
    """What the newest card payment of a booking led to, charged at once or kept aside."""
    charged = (
        select(CardPaymentAnswer.outcome, CardPaymentAnswer.answered_at, CardPaymentAnswer.payment_id.label("number"))
        .join(Payment, Payment.id == CardPaymentAnswer.payment_id)
        .where(Payment.subject == subject)
    )
    kept_aside = (
        select(
            CardAuthorisationAnswer.outcome,
            CardAuthorisationAnswer.answered_at,
            CardAuthorisationAnswer.authorisation_id.label("number"),
        )
        .join(CardAuthorisation, CardAuthorisation.id == CardAuthorisationAnswer.authorisation_id)
        .where(CardAuthorisation.subject == subject)
    )
    answers = union_all(charged, kept_aside).subquery()
    newest = select(answers.c.outcome).order_by(answers.c.answered_at.desc(), answers.c.number.desc())
    return session.execute(newest.limit(1)).scalar()
