"""What moved in each month, in one query."""

from __future__ import annotations

from sqlalchemy import extract, func, or_, select
from sqlalchemy.orm import Session

from coop.commons.sharing.rules import Movement
from coop.ledger.chart import COLLECTIVE
from coop.ledger.models import Account, EntryRow, PostingRow

accounts = Account.__table__
entries = EntryRow.__table__
postings = PostingRow.__table__


def movements(session: Session) -> list[Movement]:
    """Monthly movements of the fund's accounts: income, expenses, reserves, surplus."""
    year, month = extract("year", entries.c.effective_on), extract("month", entries.c.effective_on)
    closing = entries.c.kind == "period-close"
    rows = session.execute(
        select(year, month, accounts.c.code, closing, func.sum(postings.c.amount))
        .select_from(postings)
        .join(accounts, accounts.c.id == postings.c.account_id)
        .join(entries, entries.c.id == postings.c.entry_id)
        .where(or_(accounts.c.kind.in_(("income", "expense")), accounts.c.code.in_(COLLECTIVE)))
        .group_by(year, month, accounts.c.code, closing)
    )
    return [Movement(int(y), int(m), code, bool(closed), int(cents)) for y, m, code, closed, cents in rows]
