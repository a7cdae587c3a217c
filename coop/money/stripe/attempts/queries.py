"""Which attempts are open."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from coop.money.stripe.attempts.models import Attempt, AttemptAnswer


def unanswered(session: Session, *, before: dt.datetime) -> list[Attempt]:
    """Attempts made before a moment that Stripe has not answered, oldest first."""
    query = (
        select(Attempt)
        .where(Attempt.made_at <= before, ~exists().where(AttemptAnswer.attempt_id == Attempt.id))
        .order_by(Attempt.id)
        .limit(200)
    )
    return list(session.execute(query).scalars())


def of_subject(session: Session, subject: str, deed: str) -> list[tuple[Attempt, AttemptAnswer | None]]:
    """Attempts of one kind for one subject with their answers, the newest first."""
    query = (
        select(Attempt, AttemptAnswer)
        .outerjoin(AttemptAnswer, AttemptAnswer.attempt_id == Attempt.id)
        .where(Attempt.subject == subject, Attempt.deed == deed)
        .order_by(Attempt.id.desc())
    )
    return [(attempt, answer) for attempt, answer in session.execute(query)]
