"""Summing what lies between two cuts and adding it to what was kept before. Off the path of every append."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Engine,
    Subquery,
    Table,
    case,
    cast,
    func,
    insert,
    literal,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import Session

from coop.db import bulk, transaction
from coop.ledger import readings
from coop.ledger.models import EntryRow, PostingRow
from coop.ledger.snapshots.cutting import STEP, promise
from coop.ledger.snapshots.models import (
    BalanceCut,
    BalanceSnapshot,
    PartySnapshot,
    PublishedSnapshot,
    RuleCitation,
)
from coop.ledger.snapshots.spans import EVER, Span, containing

entries = EntryRow.__table__
postings = PostingRow.__table__

SpanSums = dict[tuple[int, Span], int]
"""(account, span) -> what moved."""
PartySums = dict[tuple[int, int], int]
"""(account, party) -> what moved."""

Kept = type[BalanceSnapshot] | type[PartySnapshot] | type[PublishedSnapshot]

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
    kept, published = session.execute(select(*newest_cuts())).one()
    return max(kept, published)


def newest_cuts() -> tuple[ColumnElement[int], ColumnElement[int]]:
    """The newest cuts with a sum of the books, and of what is published beside it: of a cut that holds summaries alone
    there is only the second. The higher one is how far the sums go.
    """
    kept = select(func.coalesce(func.max(BalanceSnapshot.upto), 0)).scalar_subquery()
    published = select(func.coalesce(func.max(PublishedSnapshot.upto), 0)).scalar_subquery()
    return kept, published


def _sum_next(engine: Engine) -> bool:
    with transaction(engine, write=False) as session:
        if _next(session) is None:
            return False
    with transaction(engine) as session:
        if not _alone(session):
            return False
        cut = _next(session)
        if cut is not None:
            with readings.reading(session, readings.ALL):
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
    """Four statements, whatever the cut holds; the first three add to the newest row of each key."""
    own = _between(postings.c.entry_id, cut.after, cut.upto)
    moved = _by_span(session, own & (postings.c.book != readings.SUMMED), postings.c.amount)
    session.execute(_added(BalanceSnapshot, cut.upto, moved))
    differs = _by_span(session, own & (postings.c.book != readings.BOTH), _published)
    session.execute(_added(PublishedSnapshot, cut.upto, differs))
    of_parties = (
        select(postings.c.account_id, postings.c.party_id, func.sum(postings.c.amount).label("moved"))
        .where(own, postings.c.party_id.is_not(None))
        .group_by(postings.c.account_id, postings.c.party_id)
    )
    session.execute(_added(PartySnapshot, cut.upto, of_parties.subquery("moves")))
    citations = cited(session, after=cut.after, upto=cut.upto)
    rows = [{"rule_version_id": rule, "entry_id": entry} for rule, entry in sorted(citations)]
    bulk.insert_rows(session, RuleCitation, rows)


# What a posting of one reading alone adds to what the public reads beside what the books say.
_published = case((postings.c.book == readings.SUMMED, postings.c.amount), else_=-postings.c.amount)


def _by_span(session: Session, own: ColumnElement[bool], amount: ColumnElement[int]) -> Subquery:
    """Rows `(account_id, span, begins_on, moved)` of some postings."""
    days = (
        select(postings.c.account_id, entries.c.effective_on.label("day"), func.sum(amount).label("moved"))
        .join(entries, entries.c.id == postings.c.entry_id)
        .where(own)
        .group_by(postings.c.account_id, entries.c.effective_on)
        .cte("days")
    )
    spans = []
    for span, begins_on in (
        ("ever", literal(EVER, Date)),
        ("year", _first_day(session, "year", days.c.day)),
        ("month", _first_day(session, "month", days.c.day)),
        ("day", days.c.day),
    ):
        each = select(days.c.account_id, begins_on.label("begins_on"), days.c.moved).subquery()
        spans.append(
            select(
                each.c.account_id, literal(span).label("span"), each.c.begins_on, func.sum(each.c.moved).label("moved")
            ).group_by(each.c.account_id, each.c.begins_on)
        )
    return union_all(*spans).subquery("moves")


def _first_day(session: Session, span: str, day: ColumnElement[Any]) -> ColumnElement[Any]:
    if session.get_bind().dialect.name == "sqlite":
        return func.date(day, f"start of {span}", type_=Date)
    return cast(func.date_trunc(span, day), Date)


def _added(model: Kept, upto: int, moves: Subquery) -> Any:
    """The insertion of a row for each key that moved: the newest row of that key and what moved."""
    table: Table = model.__table__  # type: ignore[assignment]
    key = [column.name for column in table.primary_key if column.name != "upto"]
    earlier = table.alias("earlier")
    newest = (
        select(earlier.c.amount)
        .where(*(earlier.c[name] == moves.c[name] for name in key))
        .order_by(earlier.c.upto.desc())
        .limit(1)
        .scalar_subquery()
    )
    now = moves.c.moved + func.coalesce(newest, 0)
    return insert(table).from_select(
        [*key, "upto", "amount"], select(*(moves.c[name] for name in key), literal(upto), now)
    )


def moved(session: Session, *, after: int, upto: int) -> tuple[SpanSums, PartySums, SpanSums]:
    """What the entries after one number and up to another moved, by span and by party, and by span what the public
    reads beside that. Of a session that reads all.

    For the drift check: worked out in another way than what is kept.
    """
    spans: SpanSums = defaultdict(int)
    parties: PartySums = defaultdict(int)
    published: SpanSums = defaultdict(int)
    key = (PostingRow.account_id, PostingRow.party_id, EntryRow.effective_on, EntryRow.book)
    rows = session.execute(
        select(*key, func.sum(PostingRow.amount))
        .join(EntryRow, EntryRow.id == PostingRow.entry_id)
        .where(_between(PostingRow.entry_id, after, upto), _between(EntryRow.id, after, upto))
        .group_by(*key)
    )
    for account, party, day, book, amount in rows:
        for span in containing(day):
            if book != readings.SUMMED:
                spans[account, span] += int(amount)
            if book != readings.BOTH:
                published[account, span] += int(amount) if book == readings.SUMMED else -int(amount)
        if party is not None:
            parties[account, party] += int(amount)
    return spans, parties, published


def cited(session: Session, *, after: int, upto: int) -> set[tuple[int, int]]:
    """(rule version, entry) of every citation by the entries after one number and up to another."""
    rows = session.execute(select(EntryRow.id, EntryRow.rule_ids).where(_between(EntryRow.id, after, upto)))
    return {(rule, entry) for entry, rules in rows for rule in rules}


def _between(number: Any, after: int, upto: int) -> Any:
    return (number > after) & (number <= upto)
