"""Matching lines with entries, and taking a match back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import cast

from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from coop.money.locks import lock
from coop.money.reconciliation import queries, rules
from coop.money.reconciliation.models import (
    BankMatch,
    MatchedLine,
    MatchedPosting,
    MatchUndoing,
)
from coop.people.persons.models import Person

RECONCILIATION = "reconciliation"
"""What whoever changes lines or matches locks, one at a time."""


class MatchRefused(ValueError):
    """`off_by` cents apart, or (None) something in it is matched already or does not exist."""

    def __init__(self, off_by: int | None) -> None:
        super().__init__(f"off by {off_by}")
        self.off_by = off_by


def match_sure(session: Session, *, at: dt.datetime) -> int:
    """Record everything of which the rules are sure; returns how many matches that is."""
    lock(session, RECONCILIATION)
    sure = [one for one in queries.found(session) if one.is_sure]
    record_matches(session, sure, made_by=None, at=at)
    return len(sure)


def match(
    session: Session,
    *,
    lines: Sequence[int],
    postings: Sequence[rules.Key],
    rule: str = "hand",
    made_by: Person,
    at: dt.datetime,
) -> int:
    """Say that these lines and postings are the same money; returns the match's number. Raises MatchRefused."""
    lock(session, RECONCILIATION)
    of_bank = queries.lines_by_ids(session, lines)
    of_books = queries.postings_by_keys(session, postings)
    if len(of_bank) != len(set(lines)) or len(of_books) != len(set(postings)):
        raise MatchRefused(None)
    if queries.matched_among(session, list(of_bank), list(of_books)):
        raise MatchRefused(None)
    in_bank = [rules.BankLine(one.id, one.booked_on, one.amount_cents) for one in of_bank.values()]
    in_books = [rules.BookLine(one.key, one.day, one.cents) for one in of_books.values()]
    if not rules.sums_agree(in_bank, in_books):
        raise MatchRefused(rules.off_by(in_bank, in_books))
    made = rules.Match(rule, tuple(sorted(of_bank)), tuple(sorted(of_books)))
    return record_matches(session, [made], made_by=made_by, at=at)


def undo(session: Session, match: BankMatch, *, undone_by: Person, at: dt.datetime) -> MatchUndoing:
    """Take a match back: its parts are free again. Undone again, it answers with the first time."""
    lock(session, RECONCILIATION)
    known = session.get(MatchUndoing, match.id)
    if known is not None:
        return known
    undoing = MatchUndoing(match_id=match.id, undone_by_id=undone_by.id, undone_at=at)
    session.add(undoing)
    session.flush()
    return undoing


def record_matches(session: Session, made: Sequence[rules.Match], *, made_by: Person | None, at: dt.datetime) -> int:
    """Write matches, their parts first: the row of the match seals them. Returns the last one's number."""
    last = int(session.execute(select(func.coalesce(func.max(BankMatch.id), 0))).scalar_one())
    numbered = list(enumerate(made, last + 1))
    parts = [{"match_id": id_, "line_id": line} for id_, one in numbered for line in one.lines]
    if parts:
        session.execute(insert(cast(Table, MatchedLine.__table__)), parts)
    booked = [
        {"match_id": id_, "entry_id": entry_id, "posting_line": line}
        for id_, one in numbered
        for entry_id, line in one.postings
    ]
    if booked:
        session.execute(insert(cast(Table, MatchedPosting.__table__)), booked)
    if numbered:
        by_id = made_by.id if made_by else None
        session.execute(
            insert(cast(Table, BankMatch.__table__)),
            [{"id": id_, "rule": one.rule, "made_by_id": by_id, "made_at": at} for id_, one in numbered],
        )
    return last + len(numbered)
