"""Which days are open, and what the closed periods say."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.ledger.balances import balance, balances
from coop.ledger.chart import CHART, SURPLUS, Kind
from coop.ledger.models import Account, EntryRow, Period, PostingRow
from coop.policies.queries import charter


def last_closed(session: Session) -> Period | None:
    """The newest closed period."""
    return session.execute(select(Period).order_by(Period.closes_on.desc()).limit(1)).scalar_one_or_none()


def entry_day(session: Session, day: dt.date) -> dt.date:
    """The effective day for a fact of `day`: itself, or the first open one when its period is closed."""
    closed = session.execute(select(func.max(Period.closes_on))).scalar()
    return day if closed is None or day > closed else closed + dt.timedelta(days=1)


@dataclass(frozen=True)
class StatementLine:
    """An account's movement in the period, in its normal direction (income and expenses positive)."""

    code: str
    cents: int


@dataclass(frozen=True)
class Movement:
    """An account of the balance sheet: what it was, what the period added, what it became; debit positive."""

    code: str
    opening_cents: int
    change_cents: int

    @property
    def closing_cents(self) -> int:
        return self.opening_cents + self.change_cents


@dataclass(frozen=True)
class Statement:
    """Income and expenses of some days, closing entries left out, and the movements of all other accounts."""

    opens_on: dt.date
    closes_on: dt.date
    income: list[StatementLine]
    expenses: list[StatementLine]
    movements: list[Movement]

    @property
    def income_cents(self) -> int:
        return sum(line.cents for line in self.income)

    @property
    def expense_cents(self) -> int:
        return sum(line.cents for line in self.expenses)

    @property
    def surplus_cents(self) -> int:
        return self.income_cents - self.expense_cents


def periods(session: Session) -> list[Period]:
    """All closed periods, newest first."""
    return list(session.execute(select(Period).order_by(Period.closes_on.desc())).scalars())


def statement(session: Session, *, opens_on: dt.date, closes_on: dt.date) -> Statement:
    """The statement of any stretch of days, closed or running, in the co-op's currency."""
    currency = charter(session).currency
    is_closing = (EntryRow.kind == "period-close").label("is_closing")
    rows = session.execute(
        select(Account.code, Account.kind, is_closing, func.sum(PostingRow.amount))
        .join(PostingRow, PostingRow.account_id == Account.id)
        .join(EntryRow, EntryRow.id == PostingRow.entry_id)
        .where(EntryRow.effective_on.between(opens_on, closes_on), Account.commodity == currency)
        .group_by(Account.code, Account.kind, "is_closing")
        .order_by(Account.code)
    ).all()
    result = [(code, kind, int(amount)) for code, kind, closing, amount in rows if not closing]
    change: dict[str, int] = {}
    for code, kind, _, amount in rows:
        if kind not in (Kind.INCOME, Kind.EXPENSE):
            change[code] = change.get(code, 0) + int(amount)
    before = {
        code: amount
        for (code, commodity), amount in balances(session, until=opens_on - dt.timedelta(days=1)).items()
        if commodity == currency and CHART[code].kind not in (Kind.INCOME, Kind.EXPENSE)
    }
    return Statement(
        opens_on=opens_on,
        closes_on=closes_on,
        income=[StatementLine(code, -amount) for code, kind, amount in result if kind == Kind.INCOME],
        expenses=[StatementLine(code, amount) for code, kind, amount in result if kind == Kind.EXPENSE],
        movements=[
            Movement(code, before.get(code, 0), change.get(code, 0))
            for code in CHART
            if before.get(code, 0) or change.get(code, 0)
        ],
    )


def surplus_available_cents(session: Session, period: Period) -> int:
    """What members may still share of a period's surplus: never more than lies unallocated altogether.

    A loss of another period, or a distribution already posted, leaves less.
    """
    unallocated = -balance(session, SURPLUS, commodity=charter(session).currency)
    return max(0, min(period.surplus_cents, unallocated))


def running_since(session: Session) -> dt.date | None:
    """The first day of the running period: after the last close, else the day of the first entry."""
    last = last_closed(session)
    if last is not None:
        return last.closes_on + dt.timedelta(days=1)
    return session.execute(select(func.min(EntryRow.effective_on))).scalar()


def first_open_day(session: Session) -> dt.date | None:
    """Where the next period begins: after the last close, else with the month of the first entry."""
    since = running_since(session)
    if since is None or last_closed(session) is not None:
        return since
    return since.replace(day=1)
