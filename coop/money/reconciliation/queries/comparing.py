"""What the bank says beside what the books say."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.ledger import chart
from coop.ledger.balances import balance
from coop.ledger.models import EntryRow
from coop.money.reconciliation import identity
from coop.money.reconciliation.models import (
    BankLine,
    BankMatch,
    BankStatement,
    MatchUndoing,
    StatementLine,
)
from coop.money.reconciliation.queries.conditions import (
    line_is_in,
    line_is_matched,
    lines_sum,
    posting_is_in,
    posting_is_matched,
    postings_sum,
    straddling,
)


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
        moved=lines_sum(session, until),
        gaps=identity.gaps_until(identity.gaps(all_shown), day),
        books=balance(session, chart.BANK, until=day),
        before=postings_sum(session, EntryRow.effective_on < since, ~posting_is_matched()),
        lines=lines_sum(session, until, ~line_is_matched()),
        entries=postings_sum(session, EntryRow.effective_on.between(since, day), ~posting_is_matched()),
        old_entries=postings_sum(
            session, EntryRow.effective_on.between(since, day - identity.OLD), ~posting_is_matched()
        ),
        late_lines=lines_sum(session, until, line_is_in(straddling(day))),
        late_entries=postings_sum(session, EntryRow.effective_on <= day, posting_is_in(straddling(day))),
    )


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
