"""Forgetting the names on old lines."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from coop.money.locks import lock
from coop.money.reconciliation.actions.matching import RECONCILIATION
from coop.money.reconciliation.models import (
    BankLine,
    MatchedLine,
    MatchUndoing,
)


def erase_texts(session: Session, *, until: dt.date, at: dt.datetime) -> int:
    """Blank the words and names of matched lines until a day; amounts and days stay. Returns how many lines."""
    lock(session, RECONCILIATION)
    live = select(MatchedLine.line_id).where(MatchedLine.match_id.not_in(select(MatchUndoing.match_id)))
    done = session.execute(
        update(BankLine)
        .where(BankLine.booked_on <= until, BankLine.erased_at.is_(None), BankLine.id.in_(live))
        .values(text="", counterparty="", erased_at=at)
        .execution_options(synchronize_session=False)
    )
    return int(getattr(done, "rowcount", 0))
