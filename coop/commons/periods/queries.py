"""Closed periods with their statements, and how each surplus was shared out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.governance.distribution.models import DistributionLine, DistributionSheet
from coop.ledger import chart
from coop.ledger.models import Account, EntryRow, Period, PostingRow
from coop.money.statements.queries import statement as statement_of
from coop.money.statements.rules import Cut, Flow
from coop.policies.models import Decision

accounts = Account.__table__
decisions = Decision.__table__
entries = EntryRow.__table__
periods = Period.__table__
postings = PostingRow.__table__
sheets = DistributionSheet.__table__
sheet_lines = DistributionLine.__table__

@dataclass(frozen=True)
class PeriodLine:
    """A closed period in the list."""

    id: int
    opens_on: dt.date
    closes_on: dt.date
    closed_at: dt.datetime
    surplus_cents: int
    closing_entry_id: int | None


@dataclass(frozen=True)
class Share:
    """What a decision moved out of the surplus: to which account, how much, by which decision."""

    decision: str
    title: str
    decided_at: dt.datetime
    account: str
    cents: int


@dataclass(frozen=True)
class SheetLine:
    """Part of a distribution: for what, why, how much."""

    use: str
    basis: str
    cents: int


@dataclass(frozen=True)
class Sheet:
    """How a period's surplus was shared out, and by which decision."""

    decision: str
    title: str
    surplus_cents: int
    lines: tuple[SheetLine, ...]


@dataclass(frozen=True)
class Statement:
    """Income, expenses and surplus of a period, the funds before and after."""

    period: PeriodLine
    income: tuple[tuple[str, int], ...]
    expenses: tuple[tuple[str, int], ...]
    funds: tuple[Flow, ...]
    minutes: int

    @property
    def income_cents(self) -> int:
        return sum(cents for _, cents in self.income)

    @property
    def expense_cents(self) -> int:
        return sum(cents for _, cents in self.expenses)


def closed_periods(session: Session) -> list[PeriodLine]:
    """All closed periods, newest first."""
    columns = (
        periods.c.id,
        periods.c.opens_on,
        periods.c.closes_on,
        periods.c.closed_at,
        periods.c.surplus_cents,
        periods.c.closing_entry_id,
    )
    return [PeriodLine(*row) for row in session.execute(select(*columns).order_by(periods.c.closes_on.desc()))]


def statement(session: Session, period_id: int) -> Statement | None:
    """The statement of a closed period; None when there is none of that number."""
    found = next((period for period in closed_periods(session) if period.id == period_id), None)
    if found is None:
        return None
    told = statement_of(session, Cut(found.opens_on, found.closes_on))
    return Statement(
        period=found,
        income=tuple((line.code, line.cents) for line in told.income),
        expenses=tuple((line.code, line.cents) for line in told.expenses),
        funds=(*told.funds, *told.capital),
        minutes=told.minutes,
    )


def shared_out(session: Session) -> list[Share]:
    """Every decision that shared out a surplus: what went to which account, newest decision first."""
    from_surplus = (
        select(postings.c.entry_id)
        .join(accounts, accounts.c.id == postings.c.account_id)
        .where(accounts.c.code == chart.SURPLUS, postings.c.amount > 0)
    )
    rows = session.execute(
        select(
            decisions.c.reference,
            decisions.c.title,
            decisions.c.decided_at,
            accounts.c.code,
            func.sum(postings.c.amount),
        )
        .select_from(entries)
        .join(decisions, decisions.c.id == entries.c.decision_id)
        .join(postings, postings.c.entry_id == entries.c.id)
        .join(accounts, accounts.c.id == postings.c.account_id)
        .where(entries.c.id.in_(from_surplus), accounts.c.code != chart.SURPLUS)
        .group_by(decisions.c.id, decisions.c.reference, decisions.c.title, decisions.c.decided_at, accounts.c.code)
    )
    order = {code: place for place, code in enumerate(chart.CHART)}
    shares = [Share(ref, title, at, code, -int(cents)) for ref, title, at, code, cents in rows]
    return sorted(shares, key=lambda share: (-share.decided_at.timestamp(), share.decision, order[share.account]))


def distribution(session: Session, period_id: int) -> Sheet | None:
    """The distribution of a period's surplus, once it is enacted."""
    rows = session.execute(
        select(
            decisions.c.reference,
            decisions.c.title,
            sheets.c.surplus_cents,
            sheet_lines.c.use,
            sheet_lines.c.basis,
            sheet_lines.c.amount_cents,
        )
        .select_from(sheets)
        .join(decisions, decisions.c.id == sheets.c.id)
        .join(sheet_lines, sheet_lines.c.distribution_id == sheets.c.id)
        .where(sheets.c.period_id == period_id)
        .order_by(sheet_lines.c.line)
    ).all()
    if not rows:
        return None
    lines = tuple(SheetLine(row.use, row.basis, int(row.amount_cents)) for row in rows)
    return Sheet(rows[0].reference, rows[0].title, int(rows[0].surplus_cents), lines)
