"""The books' invariants, and that the money held by booking is the money held in all."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.ledger import chart
from coop.ledger.balances import balance
from coop.ledger.checks import Finding, findings
from coop.money.payments.models import HeldMovement
from coop.policies.queries import charter


def all_findings(session: Session) -> list[Finding]:
    """Everything wrong in the books or between them and the money tables; empty when all is well."""
    found = findings(session)
    by_booking = session.execute(select(func.coalesce(func.sum(HeldMovement.amount_cents), 0))).scalar_one()
    in_all = -balance(session, chart.CLIENTS_HELD, commodity=charter(session).currency)
    if by_booking != in_all:
        found.append(
            Finding("money held is held for a booking", chart.CLIENTS_HELD, f"{by_booking} by booking, {in_all} in all")
        )
    return found
