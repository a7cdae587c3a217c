"""Sums as rows to add up: the newest snapshot of each account or party, and what its later entries moved.

Every function reads how far the sums go first and then binds that number, so that the database plans for the short
tail it will read. A cut made in between changes nothing: rows up to the number stay as they are.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    ScalarSelect,
    Select,
    String,
    Subquery,
    column,
    func,
    literal,
    select,
    true,
    union_all,
    values,
)
from sqlalchemy.orm import Session

from coop.ledger import readings
from coop.ledger.models import Account, EntryRow, Party, PostingRow
from coop.ledger.snapshots.models import BalanceSnapshot, PartySnapshot, PublishedSnapshot
from coop.ledger.snapshots.spans import EVER, between
from coop.ledger.snapshots.summing import newest_cuts, summed_upto

accounts = Account.__table__
entries = EntryRow.__table__
parties = Party.__table__
party_sums = PartySnapshot.__table__
postings = PostingRow.__table__
published = PublishedSnapshot.__table__
sums = BalanceSnapshot.__table__

_ACCOUNT = accounts.c.id.label("account_id")


def by_account(
    session: Session,
    chosen: ColumnElement[bool] | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Subquery:
    """Rows `(account_id, amount)`, some for each chosen account that anything moved on between two days.

    `chosen` is a condition on `Account`. Without days it reads a row for each account and the tail; with days, for
    each account a row for every day, month and year the stretch of days is made of, and the tail.
    """
    which = true() if chosen is None else chosen
    # To the public what the books hold is told with summaries instead of what they sum.
    told = [sums, published] if readings.reading_of(session) == readings.PUBLIC else [sums]
    kept: list[Select[Any]]
    if since is None and until is None:
        upto = summed_upto(session)
        ever = (literal("ever"), literal(EVER, Date))
        kept = [select(_ACCOUNT, _newest(table, upto, *ever)).where(which) for table in told]
    else:
        upto, first, last = _summed_days(session)
        days = _span_rows(max(since or first, first), min(until or last, last))
        kept = [
            select(_ACCOUNT, _newest(table, upto, days.c.span, days.c.begins_on))
            .select_from(accounts.join(days, true()))
            .where(which)
            for table in told
        ]
    tail = _tail(upto, since, until, postings.c.account_id).where(
        postings.c.account_id.in_(select(accounts.c.id).where(which))
    )
    rows = union_all(*kept, tail.group_by(postings.c.account_id)).subquery("rows")
    return select(rows).where(rows.c.amount.is_not(None)).subquery("moved")


def of_party(session: Session, chosen: ColumnElement[bool], party_id: int) -> Subquery:
    """Rows `(account_id, amount)` of what the chosen accounts hold for one party."""
    upto = summed_upto(session)
    kept = select(_ACCOUNT, _newest_of_party(upto, literal(party_id))).where(chosen)
    tail = (
        _tail(upto, None, None, postings.c.account_id)
        .where(postings.c.party_id == party_id, postings.c.account_id.in_(select(accounts.c.id).where(chosen)))
        .group_by(postings.c.account_id)
    )
    rows = union_all(kept, tail).subquery("rows")
    return select(rows).where(rows.c.amount.is_not(None)).subquery("moved")


def by_party(session: Session, chosen: ColumnElement[bool]) -> Subquery:
    """Rows `(party_id, amount)`, some for each party that anything ever moved for on the chosen accounts."""
    upto = summed_upto(session)
    kept = (
        select(parties.c.id.label("party_id"), _newest_of_party(upto, parties.c.id))
        .select_from(accounts.join(parties, true()))
        .where(chosen)
    )
    tail = (
        _tail(upto, None, None, postings.c.party_id)
        .where(postings.c.party_id.is_not(None), postings.c.account_id.in_(select(accounts.c.id).where(chosen)))
        .group_by(postings.c.party_id)
    )
    rows = union_all(kept, tail).subquery("rows")
    return select(rows).where(rows.c.amount.is_not(None)).subquery("moved")


def _summed_days(session: Session) -> tuple[int, dt.date, dt.date]:
    """How far the sums go, and days that no entry up to there lies outside of."""
    kept, beside, first, last = session.execute(
        select(
            *newest_cuts(),
            select(func.min(entries.c.effective_on)).scalar_subquery(),
            select(func.max(entries.c.effective_on)).scalar_subquery(),
        )
    ).one()
    return max(kept, beside), first or dt.date.max, last or dt.date.min


def _span_rows(since: dt.date, until: dt.date) -> Any:
    """The stretch of days as rows `(span, begins_on)`; a row that matches nothing where there are no days."""
    spans = between(since, until) or [("none", EVER)]
    return values(column("span", String), column("begins_on", Date), name="spans").data(spans).cte("spans")


def _newest(table: FromClause, upto: int, span: ColumnElement[Any], begins_on: ColumnElement[Any]) -> Any:
    """The sum of a span that stands at a cut, for the account of the row; NULL when nothing moved in it."""
    return _first(
        select(table.c.amount)
        .where(
            table.c.account_id == accounts.c.id,
            table.c.span == span,
            table.c.begins_on == begins_on,
            table.c.upto <= upto,
        )
        .order_by(table.c.upto.desc())
    ).label("amount")


def _newest_of_party(upto: int, party_id: ColumnElement[Any]) -> Any:
    return _first(
        select(party_sums.c.amount)
        .where(
            party_sums.c.account_id == accounts.c.id, party_sums.c.party_id == party_id, party_sums.c.upto <= upto
        )
        .order_by(party_sums.c.upto.desc())
    ).label("amount")


def _first(query: Select[Any]) -> ScalarSelect[Any]:
    return query.limit(1).correlate_except(sums, party_sums, published).scalar_subquery()


def _tail(upto: int, since: dt.date | None, until: dt.date | None, key: ColumnElement[Any]) -> Select[Any]:
    """`(key, sum)` of the postings after a cut, with an effective day between two."""
    query = select(key, func.sum(postings.c.amount).label("amount")).where(postings.c.entry_id > upto)
    if since is None and until is None:
        return query
    query = query.join(entries, entries.c.id == postings.c.entry_id).where(entries.c.id > upto)
    if since is not None:
        query = query.where(entries.c.effective_on >= since)
    if until is not None:
        query = query.where(entries.c.effective_on <= until)
    return query
