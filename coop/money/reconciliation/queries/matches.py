"""Lines, postings and the matches they are in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.ledger.models import PostingRow
from coop.money.reconciliation import rules
from coop.money.reconciliation.models import (
    BankLine,
    BankMatch,
    MatchedLine,
    MatchedPosting,
    MatchUndoing,
)
from coop.money.reconciliation.queries.conditions import (
    Booked,
    bank_postings,
    is_the_posting,
    is_undone,
    line_is_matched,
)
from coop.people.persons.models import Person

PAGE = 50


@dataclass(frozen=True)
class MatchView:
    """A match with its parts, and who undid it."""

    match: BankMatch
    made_by: str | None
    undoing: MatchUndoing | None
    lines: tuple[BankLine, ...]
    postings: tuple[Booked, ...]


def line_by_id(session: Session, number: int) -> BankLine | None:
    """The line of that number."""
    return session.get(BankLine, number)


def lines_by_ids(session: Session, numbers: Sequence[int]) -> dict[int, BankLine]:
    """`id -> line`."""
    query = select(BankLine).where(BankLine.id.in_(numbers))
    return {line.id: line for line in session.execute(query).scalars()}


def postings_by_keys(session: Session, keys: Sequence[rules.Key]) -> dict[rules.Key, Booked]:
    """`key -> posting` of the bank account."""
    query = bank_postings().where(PostingRow.entry_id.in_({entry_id for entry_id, _line in keys}))
    every = (Booked(*row) for row in session.execute(query))
    return {one.key: one for one in every if one.key in set(keys)}


def match_of(session: Session, line: BankLine) -> int | None:
    """The live match that a line is in."""
    query = select(MatchedLine.match_id).where(MatchedLine.line_id == line.id, ~is_undone(MatchedLine.match_id))
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
    booked = bank_postings(MatchedPosting.match_id).join(MatchedPosting, is_the_posting())
    for row in session.execute(booked.where(MatchedPosting.match_id.in_(ids))):
        postings[row[6]].append(Booked(*row[:6]))
    return [
        MatchView(match, name, undoing, tuple(lines[match.id]), tuple(postings[match.id]))
        for match, name, undoing in rows
    ]


def count_matched_lines(session: Session, *, until: dt.date) -> int:
    """How many lines until a day are found in the books."""
    query = select(func.count()).select_from(BankLine).where(line_is_matched(), BankLine.booked_on <= until)
    return int(session.execute(query).scalar_one())
