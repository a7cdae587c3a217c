"""What the bank says, what the books say, and what is not the same on either side."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from coop.ledger import chart
from coop.ledger.balances import balance
from coop.ledger.models import Account, EntryRow, PostingRow
from coop.money.clearing.models import ClearingTransfer
from coop.money.payments.models import Payment
from coop.money.reconciliation import identity, rules, wording
from coop.money.reconciliation.models import (
    BankLine,
    BankMatch,
    BankStatement,
    MatchedLine,
    MatchedPosting,
    MatchUndoing,
    StatementLine,
)
from coop.people.persons.models import Person

PAGE = 50


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


@dataclass(frozen=True)
class MatchView:
    """A match with its parts, and who undid it."""

    match: BankMatch
    made_by: str | None
    undoing: MatchUndoing | None
    lines: tuple[BankLine, ...]
    postings: tuple[Booked, ...]


def statements(session: Session, *, limit: int = 24) -> list[BankStatement]:
    """The latest statements, by their last day."""
    query = select(BankStatement).order_by(BankStatement.closes_on.desc(), BankStatement.id.desc()).limit(limit)
    return list(session.execute(query).scalars())


def span(session: Session) -> tuple[dt.date, dt.date] | None:
    """The first day of the first statement and the last day of the last one; None before the first import."""
    first, last = session.execute(select(func.min(BankStatement.opens_on), func.max(BankStatement.closes_on))).one()
    return (first, last) if first else None


def shown(session: Session) -> list[identity.Shown]:
    """Every statement with the sum of the lines that no earlier one shows."""
    first = func.row_number().over(
        partition_by=StatementLine.line_id, order_by=(BankStatement.closes_on, BankStatement.id)
    )
    placed = (
        select(StatementLine.statement_id, StatementLine.line_id, first.label("place"))
        .join(BankStatement, BankStatement.id == StatementLine.statement_id)
        .subquery()
    )
    fresh = (
        select(placed.c.statement_id, func.sum(BankLine.amount_cents).label("cents"))
        .join(BankLine, BankLine.id == placed.c.line_id)
        .where(placed.c.place == 1)
        .group_by(placed.c.statement_id)
        .subquery()
    )
    rows = session.execute(
        select(
            BankStatement.id,
            BankStatement.opens_on,
            BankStatement.closes_on,
            BankStatement.opening_cents,
            BankStatement.closing_cents,
            func.coalesce(fresh.c.cents, 0),
        ).outerjoin(fresh, fresh.c.statement_id == BankStatement.id)
    )
    return [
        identity.Shown(id_, opens_on, closes_on, opening, closing, int(cents))
        for id_, opens_on, closes_on, opening, closing, cents in rows
    ]


def comparison(session: Session, day: dt.date) -> identity.Comparison | None:
    """Bank and books at the end of a day, the first statement's first one at the earliest; None before any import."""
    known = span(session)
    if known is None:
        return None
    since, all_shown = known[0], shown(session)
    day = max(day, since)
    first = min(all_shown, key=lambda one: (one.opens_on, one.closes_on, one.id))
    until = BankLine.booked_on <= day
    return identity.Comparison(
        day=day,
        started=first.opening_cents,
        moved=_lines_sum(session, until),
        gaps=identity.gaps_until(identity.gaps(all_shown), day),
        books=balance(session, chart.BANK, until=day),
        before=_postings_sum(session, EntryRow.effective_on < since, ~_posting_is_matched()),
        lines=_lines_sum(session, until, ~_line_is_matched()),
        entries=_postings_sum(
            session, EntryRow.effective_on.between(since, day), ~_posting_is_matched()
        ),
        old_entries=_postings_sum(
            session, EntryRow.effective_on.between(since, day - identity.OLD), ~_posting_is_matched()
        ),
        late_lines=_lines_sum(session, until, _line_is_in(_straddling(day))),
        late_entries=_postings_sum(
            session, EntryRow.effective_on <= day, _posting_is_in(_straddling(day))
        ),
    )


def unmatched_lines(
    session: Session,
    *,
    until: dt.date | None = None,
    after: int = 0,
    without: Sequence[int] = (),
    limit: int | None = None,
) -> list[BankLine]:
    """Lines in no live match, in the order they were brought in."""
    query = select(BankLine).where(~_line_is_matched(), BankLine.id > after).order_by(BankLine.id)
    if until is not None:
        query = query.where(BankLine.booked_on <= until)
    if without:
        query = query.where(BankLine.id.not_in(without))
    return list(session.execute(query.limit(limit)).scalars())


def count_unmatched_lines(session: Session, *, until: dt.date, without: Sequence[int] = ()) -> int:
    """How many lines until a day are in no live match."""
    query = select(func.count()).select_from(BankLine).where(~_line_is_matched(), BankLine.booked_on <= until)
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
    query = _bank_postings().where(
        ~_posting_is_matched(), tuple_(PostingRow.entry_id, PostingRow.line) > tuple_(*after)
    )
    if without:
        query = query.where(PostingRow.entry_id.not_in(without))
    if since is not None:
        query = query.where(EntryRow.effective_on >= since)
    if until is not None:
        query = query.where(EntryRow.effective_on <= until)
    return [Booked(*row) for row in session.execute(query.limit(limit))]


def count_unmatched_postings(
    session: Session, *, since: dt.date, until: dt.date, without: Collection[int] = ()
) -> int:
    """How many postings between two days are in no live match."""
    days = EntryRow.effective_on.between(since, until)
    query = _bank_postings().where(~_posting_is_matched(), days).order_by(None)
    if without:
        query = query.where(PostingRow.entry_id.not_in(without))
    return int(session.execute(select(func.count()).select_from(query.subquery())).scalar_one())


def found(session: Session) -> list[rules.Match]:
    """What the rules find among all that is not matched, but for what somebody has undone: that was wrong."""
    known = span(session)
    if known is None:
        return []
    lines = session.execute(
        select(BankLine.id, BankLine.booked_on, BankLine.amount_cents, BankLine.text, BankLine.counterparty,
               BankLine.bank_id).where(~_line_is_matched())
    )
    bank = [
        rules.BankLine(id_, day, cents, wording.said(f"{text} {name}") | wording.long_enough(bank_id))
        for id_, day, cents, text, name, bank_id in lines
    ]
    undone = _undone(session)
    every = rules.matches(bank, _book_lines(session, since=known[0] - rules.FAR))
    return [one for one in every if (one.lines, one.postings) not in undone]


def _undone(session: Session) -> set[tuple[tuple[int, ...], tuple[rules.Key, ...]]]:
    """The lines and postings of every match that was undone."""
    lines: dict[int, list[int]] = defaultdict(list)
    keys: dict[int, list[rules.Key]] = defaultdict(list)
    undone = select(MatchUndoing.match_id)
    for id_, line in session.execute(
        select(MatchedLine.match_id, MatchedLine.line_id).where(MatchedLine.match_id.in_(undone))
    ):
        lines[id_].append(line)
    for id_, entry_id, line in session.execute(
        select(MatchedPosting.match_id, MatchedPosting.entry_id, MatchedPosting.posting_line).where(
            MatchedPosting.match_id.in_(undone)
        )
    ):
        keys[id_].append((entry_id, line))
    return {(tuple(sorted(lines[id_])), tuple(sorted(keys[id_]))) for id_ in {*lines, *keys}}


def _book_lines(session: Session, *, since: dt.date) -> list[rules.BookLine]:
    query = (
        _bank_postings(EntryRow.reverses, Payment.bank_line, ClearingTransfer.statement)
        .outerjoin(Payment, Payment.entry_id == PostingRow.entry_id)
        .outerjoin(ClearingTransfer, ClearingTransfer.entry_id == PostingRow.entry_id)
        .where(~_posting_is_matched(), EntryRow.effective_on >= since)
    )
    result = []
    for entry_id, line, day, cents, kind, reference, reverses, number, statement in session.execute(query):
        references, run = wording.called_by(reference)
        result.append(
            rules.BookLine(
                (entry_id, line), day, cents, kind,
                references | wording.long_enough(number or "", statement or ""), run, reverses,
            )
        )
    return result


def line_by_id(session: Session, number: int) -> BankLine | None:
    """The line of that number."""
    return session.get(BankLine, number)


def lines_by_ids(session: Session, numbers: Sequence[int]) -> dict[int, BankLine]:
    """`id -> line`."""
    query = select(BankLine).where(BankLine.id.in_(numbers))
    return {line.id: line for line in session.execute(query).scalars()}


def postings_by_keys(session: Session, keys: Sequence[rules.Key]) -> dict[rules.Key, Booked]:
    """`key -> posting` of the bank account."""
    query = _bank_postings().where(PostingRow.entry_id.in_({entry_id for entry_id, _line in keys}))
    every = (Booked(*row) for row in session.execute(query))
    return {one.key: one for one in every if one.key in set(keys)}


def matched_among(session: Session, lines: Sequence[int], keys: Sequence[rules.Key]) -> bool:
    """Whether any of these is in a live match."""
    one = select(literal(1)).select_from(BankLine).where(BankLine.id.in_(lines), _line_is_matched())
    taken = session.execute(
        _bank_postings().where(_posting_is_matched(), PostingRow.entry_id.in_({entry_id for entry_id, _line in keys}))
    )
    return bool(session.execute(one.limit(1)).first()) or any((row[0], row[1]) in set(keys) for row in taken)


def choices_for(session: Session, line: BankLine, *, limit: int = 40) -> tuple[list[Booked], list[BankLine]]:
    """`(postings, other lines)` not matched and near a line: what it may be matched with by hand, the nearest first."""
    near = unmatched_postings(session, since=line.booked_on - rules.FAR, until=line.booked_on + rules.FAR)
    others = session.execute(
        select(BankLine).where(
            ~_line_is_matched(),
            BankLine.id != line.id,
            BankLine.booked_on.between(line.booked_on - rules.FAR, line.booked_on + rules.FAR),
        )
    ).scalars()
    postings = sorted(
        near,
        key=lambda one: (one.cents != line.amount_cents, one.cents * line.amount_cents < 0,
                         abs(one.day - line.booked_on), one.key),
    )
    lines = sorted(others, key=lambda one: (abs(one.booked_on - line.booked_on), one.id))
    return postings[:limit], lines[:limit]


def match_of(session: Session, line: BankLine) -> int | None:
    """The live match that a line is in."""
    query = select(MatchedLine.match_id).where(MatchedLine.line_id == line.id, ~_is_undone(MatchedLine.match_id))
    return session.execute(query).scalar_one_or_none()


def match_views(session: Session, *, before: int | None = None, limit: int = PAGE) -> list[MatchView]:
    """The newest matches, undone ones too, with all their parts."""
    query = (
        select(BankMatch, Person.display_name, MatchUndoing)
        .outerjoin(Person, Person.id == BankMatch.made_by_id)
        .outerjoin(MatchUndoing, MatchUndoing.match_id == BankMatch.id)
        .order_by(BankMatch.id.desc())
        .limit(limit)
    )
    rows = session.execute(query.where(BankMatch.id < before) if before else query).all()
    ids = [match.id for match, _name, _undoing in rows]
    lines: dict[int, list[BankLine]] = {id_: [] for id_ in ids}
    parts = select(MatchedLine.match_id, BankLine).join(BankLine, BankLine.id == MatchedLine.line_id)
    for id_, line in session.execute(parts.where(MatchedLine.match_id.in_(ids)).order_by(BankLine.id)):
        lines[id_].append(line)
    postings: dict[int, list[Booked]] = {id_: [] for id_ in ids}
    booked = _bank_postings(MatchedPosting.match_id).join(MatchedPosting, _is_the_posting())
    for row in session.execute(booked.where(MatchedPosting.match_id.in_(ids))):
        postings[row[6]].append(Booked(*row[:6]))
    return [MatchView(match, name, undoing, tuple(lines[match.id]), tuple(postings[match.id]))
            for match, name, undoing in rows]


def count_matched_lines(session: Session, *, until: dt.date) -> int:
    """How many lines until a day are found in the books."""
    query = select(func.count()).select_from(BankLine).where(_line_is_matched(), BankLine.booked_on <= until)
    return int(session.execute(query).scalar_one())


def oldest_unmatched(session: Session, *, last: dt.date, since: dt.date) -> dt.date | None:
    """The day of the oldest line or entry that has no partner, among the days that statements cover."""
    line = session.execute(select(func.min(BankLine.booked_on)).where(~_line_is_matched())).scalar()
    entry = session.execute(
        _bank_postings()
        .where(~_posting_is_matched(), EntryRow.effective_on.between(since, last))
        .with_only_columns(func.min(EntryRow.effective_on))
        .order_by(None)
    ).scalar()
    return min((one for one in (line, entry) if one), default=None)


def version(session: Session) -> tuple[int, int, int]:
    """What the comparison follows from besides the books; all of it is append-only."""
    row = session.execute(
        select(
            select(func.coalesce(func.max(BankStatement.id), 0)).scalar_subquery(),
            select(func.coalesce(func.max(BankMatch.id), 0)).scalar_subquery(),
            select(func.count()).select_from(MatchUndoing).scalar_subquery(),
        )
    ).one()
    return int(row[0]), int(row[1]), int(row[2])


def _bank_postings(*more: Any) -> Select[Any]:
    """`(entry, line, day, amount, kind, reference, *more)` of every posting to the bank account, oldest first."""
    return (
        select(
            PostingRow.entry_id, PostingRow.line, EntryRow.effective_on, PostingRow.amount, EntryRow.kind,
            EntryRow.reference, *more,
        )
        .join(Account, Account.id == PostingRow.account_id)
        .join(EntryRow, EntryRow.id == PostingRow.entry_id)
        .where(Account.code == chart.BANK)
        .order_by(PostingRow.entry_id, PostingRow.line)
    )


def _is_undone(match_id: Any) -> ColumnElement[bool]:
    return exists().where(MatchUndoing.match_id == match_id)


def _line_is_matched() -> ColumnElement[bool]:
    return exists().where(MatchedLine.line_id == BankLine.id, ~_is_undone(MatchedLine.match_id))


def _is_the_posting() -> ColumnElement[bool]:
    return and_(
        MatchedPosting.entry_id == PostingRow.entry_id, MatchedPosting.posting_line == PostingRow.line
    )


def _posting_is_matched() -> ColumnElement[bool]:
    return exists().where(_is_the_posting(), ~_is_undone(MatchedPosting.match_id))


def _straddling(day: dt.date) -> Select[Any]:
    """The live matches of which a part lies after a day."""
    later_line = exists().where(
        MatchedLine.match_id == BankMatch.id, BankLine.id == MatchedLine.line_id, BankLine.booked_on > day
    )
    later_entry = exists().where(
        MatchedPosting.match_id == BankMatch.id, EntryRow.id == MatchedPosting.entry_id, EntryRow.effective_on > day
    )
    return select(BankMatch.id).where(or_(later_line, later_entry), ~_is_undone(BankMatch.id))


def _line_is_in(matches: Select[Any]) -> ColumnElement[bool]:
    return BankLine.id.in_(select(MatchedLine.line_id).where(MatchedLine.match_id.in_(matches)))


def _posting_is_in(matches: Select[Any]) -> ColumnElement[bool]:
    return exists().where(_is_the_posting(), MatchedPosting.match_id.in_(matches))


def _lines_sum(session: Session, *conditions: ColumnElement[bool]) -> int:
    query = select(func.coalesce(func.sum(BankLine.amount_cents), 0)).where(*conditions)
    return int(session.execute(query).scalar_one())


def _postings_sum(session: Session, *conditions: ColumnElement[bool]) -> int:
    query = (
        _bank_postings().where(*conditions).order_by(None)
        .with_only_columns(func.coalesce(func.sum(PostingRow.amount), 0))
    )
    return int(session.execute(query).scalar_one())

