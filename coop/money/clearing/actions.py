"""Recording what the former platform pays over."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.ledger import journal
from coop.ledger.entries import Malformed
from coop.money.clearing.entries import clearing_entry
from coop.money.clearing.models import ClearingTransfer
from coop.money.clearing.queries import open_cents
from coop.money.cover import require_cover
from coop.money.locks import FUND, lock
from coop.money.periods.queries import entry_day
from coop.money.references import new_reference
from coop.people.persons.models import Person
from coop.policies.queries import charter


class RecordedOtherwise(ValueError):
    """The statement is recorded already, with other figures."""


class MoreThanOpen(ValueError):
    """The platform holds no more than `open_cents`."""

    def __init__(self, cents: int) -> None:
        super().__init__(f"{cents} is still held by the former platform")
        self.open_cents = cents


def record_clearing(
    session: Session,
    *,
    statement: str,
    received_cents: int,
    kept_cents: int = 0,
    received_on: dt.date,
    recorded_by: Person | None,
    at: dt.datetime,
) -> ClearingTransfer:
    """Money of imported card bookings reaches the bank, less what the platform keeps; once a statement.

    Raises Malformed for nothing, RecordedOtherwise, MoreThanOpen, and NotCovered when the fund cannot bear
    what was kept.
    """
    if min(received_cents, kept_cents) < 0 or received_cents + kept_cents == 0 or not statement.strip():
        raise Malformed(f"no clearing of {received_cents} and {kept_cents} by {statement!r}")
    lock(session, FUND)
    known = session.execute(
        select(ClearingTransfer).where(ClearingTransfer.statement == statement.strip())
    ).scalar_one_or_none()
    if known is not None:
        if (known.received_cents, known.kept_cents, known.received_on) != (received_cents, kept_cents, received_on):
            raise RecordedOtherwise(statement)
        return known
    left = open_cents(session)
    if received_cents + kept_cents > left:
        raise MoreThanOpen(left)
    require_cover(session, kept_cents)
    reference = new_reference("C")
    entry = clearing_entry(
        reference,
        received_cents=received_cents,
        kept_cents=kept_cents,
        day=entry_day(session, received_on),
        currency=charter(session).currency,
    )
    transfer = ClearingTransfer(
        reference=reference,
        statement=statement.strip(),
        received_cents=received_cents,
        kept_cents=kept_cents,
        received_on=received_on,
        recorded_by_id=recorded_by.id if recorded_by else None,
        recorded_at=at,
        entry_id=journal.post(session, entry, at=at),
    )
    session.add(transfer)
    session.flush()
    return transfer
