"""Reading what became of card payments."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.money.cards.models import CardTransfer


def on_the_way(session: Session) -> dict[int, int]:
    """`party -> cents` that the processor has been asked to send to them, and has not said that it did."""
    query = (
        select(CardTransfer.party_id, func.sum(CardTransfer.amount_cents))
        .where(CardTransfer.ended_at.is_(None))
        .group_by(CardTransfer.party_id)
    )
    return {party: int(cents) for party, cents in session.execute(query)}
