"""Decisions about authorisations that wait to be carried out, and authorisations that grow old."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from coop.money.cards.authorised.models import (
    CardAuthorisation,
    CardAuthorisationAnswer,
    CardAuthorisationEnd,
    CardCapture,
)
from coop.money.stripe.attempts.models import Attempt, AttemptAnswer

AT_LEAST_LEFT = dt.timedelta(hours=24)
"""An authorisation with less time left is charged, and the money held: a day's break of ours loses nobody's pay."""

_ENDED = exists().where(CardAuthorisationEnd.authorisation_id == CardAuthorisation.id)


def due(session: Session) -> list[CardCapture]:
    """Decisions whose authorisation has not ended, the oldest first."""
    query = (
        select(CardCapture)
        .join(CardAuthorisation, CardAuthorisation.id == CardCapture.authorisation_id)
        .where(~_ENDED)
        .order_by(CardCapture.authorisation_id)
        .limit(200)
    )
    return list(session.execute(query).scalars())


def ageing(session: Session, at: dt.datetime) -> list[str]:
    """Bookings that stand, whose authorisation lapses within a day and nothing was decided about."""
    query = (
        select(CardAuthorisation.subject)
        .join(CardAuthorisationAnswer, CardAuthorisationAnswer.authorisation_id == CardAuthorisation.id)
        .where(
            CardAuthorisation.lapses_at <= at + AT_LEAST_LEFT,
            CardAuthorisationAnswer.outcome.in_(("booked", "paid")),
            ~exists().where(CardCapture.authorisation_id == CardAuthorisation.id),
            ~_ENDED,
        )
        .distinct()
    )
    return list(session.execute(query.limit(200)).scalars())


def to_look_at(session: Session, at: dt.datetime) -> list[str]:
    """The processor's ids of authorisations that have lapsed or were decided about, and whose end we do not know.

    What was asked and not answered is repeated under its own key instead.
    """
    decided = exists().where(CardCapture.authorisation_id == CardAuthorisation.id)
    asked = exists().where(
        Attempt.subject == CardAuthorisation.subject,
        Attempt.deed == "capture",
        ~exists().where(AttemptAnswer.attempt_id == Attempt.id),
    )
    query = (
        select(CardAuthorisation.processor_id)
        .where(~_ENDED, or_(CardAuthorisation.lapses_at <= at, decided), ~asked)
        .order_by(CardAuthorisation.id)
        .limit(200)
    )
    return list(session.execute(query).scalars())
