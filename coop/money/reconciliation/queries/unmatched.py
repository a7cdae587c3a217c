"""What is not the same on either side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from coop.ledger.models import EntryRow, PostingRow
from coop.money.reconciliation import rules
from coop.money.reconciliation.models import (
    BankLine,
)
from coop.money.reconciliation.queries.conditions import Booked, bank_postings, line_is_matched, posting_is_matched


def unmatched_lines(
    session: Session,
    *,
    until: dt.date | None = None,
    after: int = 0,
    without: Sequence[int] = (),
    limit: int | None = None,
) -> list[BankLine]:
    """Lines in no live match, in the order they were brought in."""
    query = select(BankLine).where(~line_is_matched(), BankLine.id > after).order_by(BankLine.id)
    if until is not None:
        query = query.where(BankLine.booked_on <= until)
    if without:
        query = query.where(BankLine.id.not_in(without))
    return list(session.execute(query.limit(limit)).scalars())


def count_unmatched_lines(session: Session, *, until: dt.date, without: Sequence[int] = ()) -> int:
    """How many lines until a day are in no live match."""
    query = select(func.count()).select_from(BankLine).where(~line_is_matched(), BankLine.booked_on <= until)
    query = query.where(BankLine.id.not_in(without)) if without else query
    return int(session.execute(query).scalar_one())


def unmatched_postings(
    session: Session,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    after: rules.Key = (0, 0),
    without: Collection[int] = (),
    limit: int | None = None,
) -> list[Booked]:
    """Postings of the bank account in no live match, in the order of the books, but for those `without` entries."""
    query = bank_postings().where(~posting_is_matched(), tuple_(PostingRow.entry_id, PostingRow.line) > tuple_(*after))
    if without:
        query = query.where(PostingRow.entry_id.not_in(without))
    if since is not None:
        query = query.where(EntryRow.effective_on >= since)
    if until is not None:
        query = query.where(EntryRow.effective_on <= until)
    return [Booked(*row) for row in session.execute(query.limit(limit))]


def count_unmatched_postings(session: Session, *, since: dt.date, until: dt.date, without: Collection[int] = ()) -> int:
    """How many postings between two days are in no live match."""
    days = EntryRow.effective_on.between(since, until)
    query = bank_postings().where(~posting_is_matched(), days).order_by(None)
    if without:
        query = query.where(PostingRow.entry_id.not_in(without))
    return int(session.execute(select(func.count()).select_from(query.subquery())).scalar_one())


def oldest_unmatched(session: Session, *, last: dt.date, since: dt.date) -> dt.date | None:
    """The day of the oldest line or entry that has no partner, among the days that statements cover."""
    line = session.execute(select(func.min(BankLine.booked_on)).where(~line_is_matched())).scalar()
    entry = session.execute(
        bank_postings()
        .where(~posting_is_matched(), EntryRow.effective_on.between(since, last))
        .with_only_columns(func.min(EntryRow.effective_on))
        .order_by(None)
    ).scalar()
    return min((one for one in (line, entry) if one), default=None)
