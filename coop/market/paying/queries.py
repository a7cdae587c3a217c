"""Card payments that wait for what they are to do."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import exists, literal, select, union_all
from sqlalchemy.orm import Session

from coop.market.bookings.models import Acceptance, Booking, Cancellation
from coop.market.bookings.series.models import SeriesVisit, VisitPaymentAsk
from coop.money.cards.authorised.models import CardAuthorisation, CardAuthorisationAnswer
from coop.money.cards.models import CardPaymentAnswer
from coop.money.kept_cards.models import CardConsent, CardConsentEnd
from coop.money.payments.entries import CARD
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


def subjects_ahead(session: Session, until: dt.datetime) -> set[str]:
    """Visits of series that begin after a moment: those that are not charged yet."""
    query = (
        select(literal("booking:").concat(Booking.reference))
        .join(SeriesVisit, SeriesVisit.booking_id == Booking.id)
        .where(Booking.starts_at > until, Booking.payment_method == CARD)
    )
    return set(session.execute(query).scalars())


def visits_without_consent(session: Session, at: dt.datetime, until: dt.datetime) -> list[str]:
    """References of visits of series, paid by card and booked, that begin by `until` without a card agreed on."""
    subject = literal("booking:").concat(Booking.reference)
    standing = exists().where(
        CardConsent.subject == subject, ~exists().where(CardConsentEnd.consent_id == CardConsent.id)
    )
    query = (
        select(Booking.reference)
        .join(SeriesVisit, SeriesVisit.booking_id == Booking.id)
        .join(Acceptance, Acceptance.booking_id == Booking.id)
        .where(
            Booking.payment_method == CARD,
            Booking.price_cents > 0,
            Booking.starts_at > at,
            Booking.starts_at <= until,
            ~standing,
            *(~exists().where(record.booking_id == Booking.id) for record in (Cancellation, VisitPaymentAsk)),
        )
    )
    return list(session.execute(query).scalars())


def visits_overdue(session: Session, at: dt.datetime) -> list[str]:
    """References of visits that were to be paid by hand by now and were not called off; some may be paid."""
    query = (
        select(Booking.reference)
        .join(VisitPaymentAsk, VisitPaymentAsk.booking_id == Booking.id)
        .where(
            VisitPaymentAsk.pay_by <= at,
            Booking.starts_at > at,
            ~exists().where(Cancellation.booking_id == Booking.id),
        )
    )
    return list(session.execute(query).scalars())


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
