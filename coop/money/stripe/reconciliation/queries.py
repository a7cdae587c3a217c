"""Reading what the last comparison found."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.money.stripe.balance.queries import books, due_from_transactions, unbooked
from coop.money.stripe.reconciliation.models import CardCheck
from coop.money.stripe.reconciliation.rules import Difference, differences


def last_check(session: Session) -> CardCheck | None:
    """The newest comparison."""
    return session.execute(select(CardCheck).order_by(CardCheck.id.desc()).limit(1)).scalar_one_or_none()


def found_now(session: Session, there: tuple[int, int]) -> list[Difference]:
    """What differs, given Stripe's (pending, available)."""
    return differences(
        there=there,
        here=books(session),
        due=due_from_transactions(session),
        unbooked=[(row.category, row.id, row.net_cents) for row in unbooked(session)],
    )
