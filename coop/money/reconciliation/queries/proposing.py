"""What could belong together."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from coop.ledger.models import EntryRow, PostingRow
from coop.money.clearing.models import ClearingTransfer
from coop.money.payments.models import Payment
from coop.money.reconciliation import rules, wording
from coop.money.reconciliation.models import (
    BankLine,
    MatchedLine,
    MatchedPosting,
    MatchUndoing,
)
from coop.money.reconciliation.queries.comparing import span
from coop.money.reconciliation.queries.conditions import Booked, bank_postings, line_is_matched, posting_is_matched
from coop.money.reconciliation.queries.unmatched import unmatched_postings


def found(session: Session) -> list[rules.Match]:
    """What the rules find among all that is not matched, but for what somebody has undone: that was wrong."""
    known = span(session)
    if known is None:
        return []
    lines = session.execute(
        select(
            BankLine.id,
            BankLine.booked_on,
            BankLine.amount_cents,
            BankLine.text,
            BankLine.counterparty,
            BankLine.bank_id,
        ).where(~line_is_matched())
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
        bank_postings(EntryRow.reverses, Payment.bank_line, ClearingTransfer.statement)
        .outerjoin(Payment, Payment.entry_id == PostingRow.entry_id)
        .outerjoin(ClearingTransfer, ClearingTransfer.entry_id == PostingRow.entry_id)
        .where(~posting_is_matched(), EntryRow.effective_on >= since)
    )
    result = []
    for entry_id, line, day, cents, kind, reference, reverses, number, statement in session.execute(query):
        references, run = wording.called_by(reference)
        result.append(
            rules.BookLine(
                (entry_id, line),
                day,
                cents,
                kind,
                references | wording.long_enough(number or "", statement or ""),
                run,
                reverses,
            )
        )
    return result


def matched_among(session: Session, lines: Sequence[int], keys: Sequence[rules.Key]) -> bool:
    """Whether any of these is in a live match."""
    one = select(literal(1)).select_from(BankLine).where(BankLine.id.in_(lines), line_is_matched())
    taken = session.execute(
        bank_postings().where(posting_is_matched(), PostingRow.entry_id.in_({entry_id for entry_id, _line in keys}))
    )
    return bool(session.execute(one.limit(1)).first()) or any((row[0], row[1]) in set(keys) for row in taken)


def choices_for(session: Session, line: BankLine, *, limit: int = 40) -> tuple[list[Booked], list[BankLine]]:
    """`(postings, other lines)` not matched and near a line: what it may be matched with by hand, the nearest first."""
    near = unmatched_postings(session, since=line.booked_on - rules.FAR, until=line.booked_on + rules.FAR)
    others = session.execute(
        select(BankLine).where(
            ~line_is_matched(),
            BankLine.id != line.id,
            BankLine.booked_on.between(line.booked_on - rules.FAR, line.booked_on + rules.FAR),
        )
    ).scalars()
    postings = sorted(
        near,
        key=lambda one: (
            one.cents != line.amount_cents,
            one.cents * line.amount_cents < 0,
            abs(one.day - line.booked_on),
            one.key,
        ),
    )
    lines = sorted(others, key=lambda one: (abs(one.booked_on - line.booked_on), one.id))
    return postings[:limit], lines[:limit]
