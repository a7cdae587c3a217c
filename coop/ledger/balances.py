"""Sums over postings. Balances are computed, never stored beside the postings they could drift from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TypeVarTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from coop.ledger.models import Account, EntryRow, PostingRow

_Columns = TypeVarTuple("_Columns")


def balance(
    session: Session,
    code: str,
    *,
    party_id: int | None = None,
    commodity: str | None = None,
    until: dt.date | None = None,
) -> int:
    """Signed balance of one account (debit positive), of one party if given, to the end of day `until`.

    With no `commodity` the account must exist in a single one, as all but a co-op that changed currency do.
    """
    query = (
        select(func.coalesce(func.sum(PostingRow.amount), 0))
        .join(Account, Account.id == PostingRow.account_id)
        .where(Account.code == code)
    )
    if commodity is not None:
        query = query.where(Account.commodity == commodity)
    if party_id is not None:
        query = query.where(PostingRow.party_id == party_id)
    return int(session.execute(_within(query, None, until)).scalar_one())


def balances(
    session: Session,
    codes: Sequence[str] | None = None,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> dict[tuple[str, str], int]:
    """`(code, commodity) -> signed movement` between two days, both included; unused accounts are absent."""
    query = (
        select(Account.code, Account.commodity, func.sum(PostingRow.amount))
        .join(Account, Account.id == PostingRow.account_id)
        .group_by(Account.code, Account.commodity)
        .order_by(Account.code, Account.commodity)
    )
    if codes is not None:
        query = query.where(Account.code.in_(codes))
    rows = session.execute(_within(query, since, until))
    return {(code, commodity): int(amount) for code, commodity, amount in rows}


def by_party(
    session: Session,
    code: str,
    *,
    kinds: Sequence[str] | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> dict[int, int]:
    """`party_id -> signed movement` on one account, optionally of some kinds of entry only."""
    query = (
        select(PostingRow.party_id, func.sum(PostingRow.amount))
        .join(Account, Account.id == PostingRow.account_id)
        .where(Account.code == code, PostingRow.party_id.is_not(None))
        .group_by(PostingRow.party_id)
    )
    if kinds is not None:
        chosen = select(EntryRow.id).where(EntryRow.kind.in_(kinds))
        query = query.where(PostingRow.entry_id.in_(chosen))
    rows = session.execute(_within(query, since, until))
    return {party: int(amount) for party, amount in rows if party is not None}


def _within(
    query: Select[*_Columns], since: dt.date | None, until: dt.date | None
) -> Select[*_Columns]:
    if since is None and until is None:
        return query
    query = query.join(EntryRow, EntryRow.id == PostingRow.entry_id)
    if since is not None:
        query = query.where(EntryRow.effective_on >= since)
    if until is not None:
        query = query.where(EntryRow.effective_on <= until)
    return query
