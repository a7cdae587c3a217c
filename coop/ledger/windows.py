"""Sums over the entries of a window: by the day they took effect, by the moment they were recorded, or both.

Without a bound on recording a window is summed by `coop.ledger.balances`, and is as quick as that is; what the books
said at an earlier moment is summed from the postings themselves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from coop.ledger.balances import balances
from coop.ledger.models import Account, EntryRow, PostingRow

CLOSING = "period-close"
"""The kind of the entries that move income and expenses of a closed period to its surplus."""

Sums = dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Window:
    """Effective days from `since` to `until`, both included; recorded from one moment to before another."""

    since: dt.date | None = None
    until: dt.date | None = None
    recorded_since: dt.datetime | None = None
    recorded_before: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Turnover:
    """What an account was debited and credited, both counted from zero up."""

    debit: int = 0
    credit: int = 0


def sums(session: Session, window: Window, codes: Sequence[str] | None = None) -> Sums:
    """`(code, commodity) -> signed movement` in the window; accounts that nothing was posted to are absent."""
    if window.recorded_since is None and window.recorded_before is None:
        return balances(session, codes, since=window.since, until=window.until)
    query = _by_account(window, func.sum(PostingRow.amount))
    if codes is not None:
        query = query.where(Account.code.in_(codes))
    return {(code, commodity): int(amount) for code, commodity, amount in session.execute(query)}


def closings(session: Session, window: Window) -> Sums:
    """The same, of closing entries alone: one entry a closed period, found by its kind."""
    query = _by_account(window, func.sum(PostingRow.amount)).where(EntryRow.kind == CLOSING)
    return {(code, commodity): int(amount) for code, commodity, amount in session.execute(query)}


def turnovers(session: Session, window: Window, codes: Sequence[str]) -> dict[tuple[str, str], Turnover]:
    """`(code, commodity) -> debits and credits` of some accounts."""
    debit = func.sum(case((PostingRow.amount > 0, PostingRow.amount), else_=0))
    credit = func.sum(case((PostingRow.amount < 0, -PostingRow.amount), else_=0))
    rows = session.execute(_by_account(window, debit, credit).where(Account.code.in_(codes)))
    return {(code, commodity): Turnover(int(debits), int(credits)) for code, commodity, debits, credits in rows}


def within(query: Select[Any], window: Window) -> Select[Any]:
    """The query, which reads entries, narrowed to those of the window."""
    if window.since is not None:
        query = query.where(EntryRow.effective_on >= window.since)
    if window.until is not None:
        query = query.where(EntryRow.effective_on <= window.until)
    if window.recorded_since is not None:
        query = query.where(EntryRow.recorded_at >= window.recorded_since)
    if window.recorded_before is not None:
        query = query.where(EntryRow.recorded_at < window.recorded_before)
    return query


def _by_account(window: Window, *columns: Any) -> Select[Any]:
    query = (
        select(Account.code, Account.commodity, *columns)
        .join(PostingRow, PostingRow.account_id == Account.id)
        .join(EntryRow, EntryRow.id == PostingRow.entry_id)
        .group_by(Account.code, Account.commodity)
    )
    return within(query, window)
