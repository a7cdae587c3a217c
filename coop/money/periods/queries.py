"""Which days are open, and what the closed periods say."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.ledger.balances import balance
from coop.ledger.chart import SURPLUS
from coop.ledger.models import EntryRow, Period
from coop.money.statements.queries import statement as statement_of
from coop.money.statements.rules import Cut, Statement
from coop.policies.queries import charter


def last_closed(session: Session) -> Period | None:
    """The newest closed period."""
    return session.execute(select(Period).order_by(Period.closes_on.desc()).limit(1)).scalar_one_or_none()


def entry_day(session: Session, day: dt.date) -> dt.date:
    """The effective day for a fact of `day`: itself, or the first open one when its period is closed."""
    closed = session.execute(select(func.max(Period.closes_on))).scalar()
    return day if closed is None or day > closed else closed + dt.timedelta(days=1)


def periods(session: Session) -> list[Period]:
    """All closed periods, newest first."""
    return list(session.execute(select(Period).order_by(Period.closes_on.desc())).scalars())


def statement(session: Session, *, opens_on: dt.date, closes_on: dt.date) -> Statement:
    """The statement of any stretch of days, closed or running, by the days on which entries took effect."""
    return statement_of(session, Cut(opens_on, closes_on))


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
