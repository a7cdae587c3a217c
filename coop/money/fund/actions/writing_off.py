"""Giving up what somebody owes, by a decision of the members."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.ledger import chart, journal
from coop.ledger.balances import balance
from coop.ledger.models import EntryRow
from coop.money.fund.entries import write_off_entry
from coop.money.locks import lock, party
from coop.money.periods.queries import entry_day
from coop.policies.models import Decision
from coop.policies.queries import charter, local_day


def write_off(
    session: Session,
    *,
    account: str,
    party_id: int,
    amount_cents: int,
    decision: Decision,
    line: int = 1,
    at: dt.datetime,
) -> int:
    """Give up a claim on someone, as `decision` says; keyed by it, so that it happens once.

    Returns the entry's number; raises ValueError for an account that is no claim, or more than is owed.
    """
    if account not in (chart.WORKER_FEES, chart.CLAWBACK):
        raise ValueError(f"{account} is no claim on a worker")
    lock(session, party(party_id))
    entry = write_off_entry(
        f"decision:{decision.reference}:{line}",
        account=account,
        party_id=party_id,
        amount_cents=amount_cents,
        day=entry_day(session, local_day(session, at)),
        currency=charter(session).currency,
        decision_id=decision.id,
    )
    known = session.execute(select(EntryRow.id).where(EntryRow.reference == entry.reference)).scalar()
    if known is None and not 0 < amount_cents <= balance(session, account, party_id=party_id):
        raise ValueError(f"{party_id} does not owe {amount_cents} on {account}")
    return journal.post(session, entry, at=at)
