"""What is matched, as conditions of queries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from coop.ledger import chart
from coop.ledger.models import Account, EntryRow, PostingRow
from coop.money.reconciliation import rules, wording
from coop.money.reconciliation.models import (
    BankLine,
    BankMatch,
    MatchedLine,
    MatchedPosting,
    MatchUndoing,
)


@dataclass(frozen=True)
class Booked:
    """A posting of the bank account, with what its entry is about."""

    entry_id: int
    line: int
    day: dt.date
    cents: int
    kind: str
    reference: str

    @property
    def key(self) -> rules.Key:
        return self.entry_id, self.line

    @property
    def about(self) -> str:
        """The reference that people know it by."""
        return wording.bare_reference(self.reference)


def bank_postings(*more: Any) -> Select[Any]:
    """`(entry, line, day, amount, kind, reference, *more)` of every posting to the bank account, oldest first."""
    return (
        select(
            PostingRow.entry_id,
            PostingRow.line,
            EntryRow.effective_on,
            PostingRow.amount,
            EntryRow.kind,
            EntryRow.reference,
            *more,
        )
        .join(Account, Account.id == PostingRow.account_id)
        .join(EntryRow, EntryRow.id == PostingRow.entry_id)
        .where(Account.code == chart.BANK)
        .order_by(PostingRow.entry_id, PostingRow.line)
    )


def is_undone(match_id: Any) -> ColumnElement[bool]:
    return exists().where(MatchUndoing.match_id == match_id)


def line_is_matched() -> ColumnElement[bool]:
    return exists().where(MatchedLine.line_id == BankLine.id, ~is_undone(MatchedLine.match_id))


def is_the_posting() -> ColumnElement[bool]:
    return and_(MatchedPosting.entry_id == PostingRow.entry_id, MatchedPosting.posting_line == PostingRow.line)


def posting_is_matched() -> ColumnElement[bool]:
    return exists().where(is_the_posting(), ~is_undone(MatchedPosting.match_id))


def straddling(day: dt.date) -> Select[Any]:
    """The live matches of which a part lies after a day."""
    later_line = exists().where(
        MatchedLine.match_id == BankMatch.id, BankLine.id == MatchedLine.line_id, BankLine.booked_on > day
    )
    later_entry = exists().where(
        MatchedPosting.match_id == BankMatch.id, EntryRow.id == MatchedPosting.entry_id, EntryRow.effective_on > day
    )
    return select(BankMatch.id).where(or_(later_line, later_entry), ~is_undone(BankMatch.id))


def line_is_in(matches: Select[Any]) -> ColumnElement[bool]:
    return BankLine.id.in_(select(MatchedLine.line_id).where(MatchedLine.match_id.in_(matches)))


def posting_is_in(matches: Select[Any]) -> ColumnElement[bool]:
    return exists().where(is_the_posting(), MatchedPosting.match_id.in_(matches))


def lines_sum(session: Session, *conditions: ColumnElement[bool]) -> int:
    query = select(func.coalesce(func.sum(BankLine.amount_cents), 0)).where(*conditions)
    return int(session.execute(query).scalar_one())


def postings_sum(session: Session, *conditions: ColumnElement[bool]) -> int:
    query = (
        bank_postings()
        .where(*conditions)
        .order_by(None)
        .with_only_columns(func.coalesce(func.sum(PostingRow.amount), 0))
    )
    return int(session.execute(query).scalar_one())
