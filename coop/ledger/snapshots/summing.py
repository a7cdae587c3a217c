"""Summing what lies between two cuts and adding it to what was kept before. Off the path of every append."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from sqlalchemy import BigInteger, Engine, Table, bindparam, func, insert, select, text
from sqlalchemy.orm import Session

from coop.db import bulk, transaction
from coop.ledger.models import EntryRow, PostingRow
from coop.ledger.snapshots.cutting import STEP, promise
from coop.ledger.snapshots.models import BalanceCut, BalanceSnapshot, PartySnapshot, RuleCitation
from coop.ledger.snapshots.spans import Span, containing

SpanSums = dict[tuple[int, Span], int]
"""(account, span) -> what moved."""
PartySums = dict[tuple[int, int], int]
"""(account, party) -> what moved."""

_LOCK = 7042
"""Held by whoever sums, so that two workers do not sum the same cut."""


def catch_up(engine: Engine, *, at: dt.datetime, step: int = STEP) -> int:
    """Cut and sum until fewer than `step` entries are left over; returns how many cuts were summed."""
    summed = 0
    while promise(engine, at=at, step=step):
        summed += sum_cuts(engine)
    return summed + sum_cuts(engine)


def sum_cuts(engine: Engine) -> int:
    """Sum every cut that is not yet summed, each in a database transaction of its own."""
    summed = 0
    while _sum_next(engine):
        summed += 1
    return summed


def summed_upto(session: Session) -> int:
    """The newest cut whose sums are kept; 0 when there is none."""
    return session.execute(select(func.coalesce(func.max(BalanceSnapshot.upto), 0))).scalar_one()


def _sum_next(engine: Engine) -> bool:
    with transaction(engine, write=False) as session:
        if _next(session) is None:
            return False
    with transaction(engine) as session:
        if not _alone(session):
            return False
        cut = _next(session)
        if cut is not None:
            _keep(session, cut)
        return cut is not None


def _alone(session: Session) -> bool:
    if session.get_bind().dialect.name == "sqlite":
        return True
    return bool(session.execute(text(f"SELECT pg_try_advisory_xact_lock({_LOCK})")).scalar_one())


def _next(session: Session) -> BalanceCut | None:
    query = select(BalanceCut).where(BalanceCut.upto > summed_upto(session)).order_by(BalanceCut.upto).limit(1)
    return session.execute(query).scalar_one_or_none()


def _keep(session: Session, cut: BalanceCut) -> None:
    spans, parties = moved(session, after=cut.after, upto=cut.upto)
    session.connection().execute(
        _add(BalanceSnapshot, "account_id", "span", "begins_on"),
        [
            {"its_account_id": account, "its_span": span, "its_begins_on": day, "its_upto": cut.upto, "moved": amount}
            for (account, (span, day)), amount in spans.items()
        ],
    )
    if parties:
        session.connection().execute(
            _add(PartySnapshot, "account_id", "party_id"),
            [
                {"its_account_id": account, "its_party_id": party, "its_upto": cut.upto, "moved": amount}
                for (account, party), amount in parties.items()
            ],
        )
    bulk.insert_rows(
        session,
        RuleCitation,
        [
            {"rule_version_id": rule, "entry_id": entry}
            for rule, entry in cited(session, after=cut.after, upto=cut.upto)
        ],
    )


def moved(session: Session, *, after: int, upto: int) -> tuple[SpanSums, PartySums]:
    """What the entries after one number and up to another moved, by span and by party."""
    spans: SpanSums = defaultdict(int)
    parties: PartySums = defaultdict(int)
    rows = session.execute(
        select(PostingRow.account_id, PostingRow.party_id, EntryRow.effective_on, func.sum(PostingRow.amount))
        .join(EntryRow, EntryRow.id == PostingRow.entry_id)
        .where(_between(PostingRow.entry_id, after, upto), _between(EntryRow.id, after, upto))
        .group_by(PostingRow.account_id, PostingRow.party_id, EntryRow.effective_on)
    )
    for account, party, day, amount in rows:
        for span in containing(day):
            spans[account, span] += int(amount)
        if party is not None:
            parties[account, party] += int(amount)
    return spans, parties


def cited(session: Session, *, after: int, upto: int) -> set[tuple[int, int]]:
    """(rule version, entry) of every citation by the entries after one number and up to another."""
    rows = session.execute(select(EntryRow.id, EntryRow.rule_ids).where(_between(EntryRow.id, after, upto)))
    return {(rule, entry) for entry, rules in rows for rule in rules}


def _between(number: Any, after: int, upto: int) -> Any:
    return (number > after) & (number <= upto)


def _add(model: type[BalanceSnapshot] | type[PartySnapshot], *key: str) -> Any:
    """The insertion of rows that add `moved` to the newest row of their key."""
    table: Table = model.__table__  # type: ignore[assignment]
    earlier = table.alias("earlier")
    given = {name: bindparam(f"its_{name}", type_=table.c[name].type) for name in (*key, "upto")}
    newest = (
        select(earlier.c.amount)
        .where(*(earlier.c[name] == given[name] for name in key))
        .order_by(earlier.c.upto.desc())
        .limit(1)
        .scalar_subquery()
    )
    return insert(table).values(**given, amount=bindparam("moved", type_=BigInteger) + func.coalesce(newest, 0))
