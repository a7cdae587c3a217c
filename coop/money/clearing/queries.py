"""What the former platform still holds, and what it has paid over."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.ledger import chart
from coop.ledger.balances import balance
from coop.money.clearing.models import ClearingTransfer


def open_cents(session: Session) -> int:
    """What the former platform has not paid over yet."""
    return max(0, balance(session, chart.CLEARING))


def transfers(session: Session, *, limit: int = 100) -> list[ClearingTransfer]:
    """The newest first."""
    query = select(ClearingTransfer).order_by(ClearingTransfer.id.desc()).limit(limit)
    return list(session.execute(query).scalars())
