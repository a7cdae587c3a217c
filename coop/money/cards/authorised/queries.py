"""What cards keep aside for a booking."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from coop.money.cards.authorised.models import CardAuthorisation, CardAuthorisationEnd, CardCapture


def of_processor(session: Session, processor_id: str) -> CardAuthorisation | None:
    """The authorisation the processor knows by that id."""
    return session.execute(
        select(CardAuthorisation).where(CardAuthorisation.processor_id == processor_id)
    ).scalar_one_or_none()


def undecided(session: Session, subject: str) -> list[CardAuthorisation]:
    """Authorisations of a booking that can still be charged or let go, in their order."""
    query = select(CardAuthorisation).where(CardAuthorisation.subject == subject, ~_decided(), ~_ended())
    return list(session.execute(query.order_by(CardAuthorisation.id)).scalars())


def authorised_cents(session: Session, subject: str) -> int:
    """What is kept aside on cards for the price of a booking and not let go: it is charged, or will be."""
    let_go = exists().where(CardCapture.authorisation_id == CardAuthorisation.id, CardCapture.amount_cents == 0)
    query = select(func.coalesce(func.sum(CardAuthorisation.amount_cents - CardAuthorisation.tip_cents), 0)).where(
        CardAuthorisation.subject == subject, ~_ended(), ~let_go
    )
    return int(session.execute(query).scalar_one())


def cancellation_of(session: Session, subject: str) -> CardCapture | None:
    """The capture that a cancellation of this booking asked for, whether it has ended or not."""
    query = (
        select(CardCapture)
        .join(CardAuthorisation, CardAuthorisation.id == CardCapture.authorisation_id)
        .where(CardAuthorisation.subject == subject, CardCapture.kept_cents.is_not(None))
    )
    return session.execute(query.limit(1)).scalar_one_or_none()


def was_kept_aside(session: Session, subject: str) -> bool:
    """Whether a booking was charged to a card that had kept the money aside."""
    query = (
        select(CardAuthorisationEnd.authorisation_id)
        .join(CardAuthorisation, CardAuthorisation.id == CardAuthorisationEnd.authorisation_id)
        .where(CardAuthorisation.subject == subject, CardAuthorisationEnd.outcome == "captured")
    )
    return session.execute(query.limit(1)).first() is not None


def tip_in(session: Session, processor_id: str, charged_cents: int, *, asked_cents: int) -> int:
    """What of a charge is the tip that was asked for with the price.

    Of a card that kept it aside the tip is charged whole or not at all, as was decided; where somebody charged another
    sum on the processor's own pages, the price comes first.
    """
    authorisation = of_processor(session, processor_id)
    if authorisation is None:
        return asked_cents
    decided = session.get(CardCapture, authorisation.id)
    if decided is None or decided.amount_cents != charged_cents:
        return max(0, charged_cents - authorisation.price_cents)
    return authorisation.tip_cents if decided.kept_cents is None else 0


def is_authorised(subject: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """As SQL: whether a card keeps money aside for the booking of that column."""
    return exists().where(CardAuthorisation.subject == subject, ~_ended())


def _decided() -> ColumnElement[bool]:
    return exists().where(CardCapture.authorisation_id == CardAuthorisation.id)


def _ended() -> ColumnElement[bool]:
    return exists().where(CardAuthorisationEnd.authorisation_id == CardAuthorisation.id)
