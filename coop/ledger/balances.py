"""Sums over postings: a snapshot and the entries since, so that no balance reads the whole books.

Nothing that is written touches a sum; `coop.ledger.snapshots` keeps them by a duty, and its drift check works them
all out anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from coop.ledger.models import Account, EntryRow, PostingRow
from coop.ledger.snapshots import reading

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
    chosen = Account.code == code
    if commodity is not None:
        chosen = and_(chosen, Account.commodity == commodity)
    if party_id is None:
        moved = reading.by_account(session, chosen, None, until)
    elif until is None:
        moved = reading.of_party(session, chosen, party_id)
    else:
        # The index (party, account) leads to the party's own postings, which are as many as they see themselves.
        return _of_party_until(session, chosen, party_id, until)
    return int(session.execute(select(func.coalesce(func.sum(moved.c.amount), 0))).scalar_one())


def _of_party_until(session: Session, chosen: ColumnElement[bool], party_id: int, until: dt.date) -> int:
    query = (
        select(func.coalesce(func.sum(PostingRow.amount), 0))
        .join(Account, Account.id == PostingRow.account_id)
        .where(chosen, PostingRow.party_id == party_id)
    )
    return int(session.execute(_within(query, None, until)).scalar_one())


def balances(
    session: Session,
    codes: Sequence[str] | None = None,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> dict[tuple[str, str], int]:
    """`(code, commodity) -> signed movement` between two days, both included; unused accounts are absent."""
    moved = reading.by_account(session, None if codes is None else Account.code.in_(codes), since, until)
    rows = session.execute(
        select(Account.code, Account.commodity, func.sum(moved.c.amount))
        .join(Account, Account.id == moved.c.account_id)
        .group_by(Account.code, Account.commodity)
        .order_by(Account.code, Account.commodity)
    )
    return {(code, commodity): int(amount) for code, commodity, amount in rows}


def by_party(
    session: Session,
    code: str,
    *,
    kinds: Sequence[str] | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> dict[int, int]:
    """`party_id -> signed movement` on one account, optionally of some kinds of entry only.

    Of all days and kinds it is read from snapshots; of some it reads the account's postings.
    """
    if kinds is None and since is None and until is None:
        moved = reading.by_party(session, Account.code == code)
        found = session.execute(select(moved.c.party_id, func.sum(moved.c.amount)).group_by(moved.c.party_id))
        return {party: int(amount) for party, amount in found}
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
