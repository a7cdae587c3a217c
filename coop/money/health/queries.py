"""The books' invariants, and that the money held by booking is the money held in all."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.ledger import chart
from coop.ledger.balances import balance
from coop.ledger.checks import Finding, findings
from coop.ledger.snapshots.summing import summed_upto
from coop.money.health.models import BookCheck
from coop.money.payments.models import HeldMovement
from coop.policies.queries import charter


def all_findings(session: Session) -> list[Finding]:
    """Everything wrong in the books or between them and the money tables; empty when all is well. Reads them whole."""
    return findings(session) + _held(session)


def known_findings(session: Session) -> list[Finding]:
    """What is known to be wrong: in the entries since the newest cut, and what the last check of all of them found.

    For pages and for a clock that ticks often: it costs the same however long the books are.
    """
    last = last_check(session)
    before = [Finding(*finding) for finding in last.findings] if last else []
    return list(dict.fromkeys([*before, *findings(session, after=summed_upto(session)), *_held(session)]))


def last_check(session: Session) -> BookCheck | None:
    """The newest check of the whole books."""
    return session.execute(select(BookCheck).order_by(BookCheck.id.desc()).limit(1)).scalar_one_or_none()


def _held(session: Session) -> list[Finding]:
    by_booking = session.execute(select(func.coalesce(func.sum(HeldMovement.amount_cents), 0))).scalar_one()
    in_all = -balance(session, chart.CLIENTS_HELD, commodity=charter(session).currency)
    if by_booking == in_all:
        return []
    detail = f"{by_booking} by booking, {in_all} in all"
    return [Finding("money held is held for a booking", chart.CLIENTS_HELD, detail)]
