"""Which payouts of a run came back."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.money.payouts.models import PayoutRun
from coop.money.returned.models import PayoutReturn


def returned_of(session: Session, run: PayoutRun) -> dict[int, PayoutReturn]:
    """`party_id -> return` of a run."""
    query = select(PayoutReturn).where(PayoutReturn.run_id == run.id)
    return {one.party_id: one for one in session.execute(query).scalars()}
