"""What a statement shows besides sums of accounts: members, prices booked, budgets, and what its version is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from coop.ledger.chart import FEES
from coop.ledger.models import Account, EntryRow, PostingRow
from coop.ledger.windows import within
from coop.money.budgets.queries import Recorded, newest_id, standing
from coop.money.budgets.rules import Compared, Covered, compared, covered
from coop.money.statements.queries import statement, window
from coop.money.statements.rules import Cut, in_order
from coop.people.membership.models import Membership
from coop.people.membership.queries import member_count
from coop.policies.queries import charter, day_begins, local_day

_INSTANT = dt.timedelta(microseconds=1)


@dataclass(frozen=True)
class Booked:
    """Prices of bookings completed, and the fees taken on them. One undone since is left out."""

    price_cents: int
    fee_cents: int


@dataclass(frozen=True)
class BudgetPart:
    """Days that budgets cover, the budgets themselves, and each account's budget beside what was booked."""

    covered: Covered
    budgets: tuple[Recorded, ...]
    cut: Cut
    rows: tuple[Compared, ...]


def members(session: Session, cut: Cut, *, now: dt.datetime) -> int:
    """How many members there were at the end of the last day, or are now if it is not over."""
    return member_count(session, at=min(now, day_begins(session, cut.until + dt.timedelta(days=1)) - _INSTANT))


def booked(session: Session, cut: Cut) -> Booked:
    """What clients paid for the work done in these days, to the co-op or in cash."""
    undone = aliased(EntryRow)
    price = EntryRow.facts["price_cents"].as_integer()
    done = within(select(EntryRow.id, price.label("price")), window(session, cut.inside)).where(
        EntryRow.kind == "booking-completed",
        price.is_not(None),
        ~select(undone.id).where(undone.reverses == EntryRow.id).exists(),
    )
    found = done.cte("done")
    fee = (
        select(func.coalesce(-func.sum(PostingRow.amount), 0))
        .join(Account, Account.id == PostingRow.account_id)
        .where(Account.code == FEES, Account.commodity == charter(session).currency)
        .where(PostingRow.entry_id.in_(select(found.c.id)))
        .scalar_subquery()
    )
    row = session.execute(select(func.coalesce(func.sum(found.c.price), 0), fee)).one()
    return Booked(int(row[0]), int(row[1]))


def budget_parts(session: Session, cut: Cut) -> list[BudgetPart]:
    """The days of these that budgets cover, each stretch against what was booked in it."""
    before = day_begins(session, cut.known + dt.timedelta(days=1)) if cut.known else None
    known = standing(session, before=before)
    since = cut.since or min((one.plan.opens_on for one in known), default=cut.until)
    parts = []
    for stretch in covered([one.plan for one in known], since, cut.until):
        days = Cut(stretch.since, stretch.until, cut.basis, cut.known)
        told = statement(session, days)
        actual = {line.code: line.cents for line in (*told.income, *told.expenses)}
        rows = compared(stretch.lines, actual, in_order({*stretch.lines, *actual}))
        used = tuple(one for one in reversed(known) if one.plan in stretch.plans)
        parts.append(BudgetPart(stretch, used, days, tuple(rows)))
    return parts


def newest_entry(session: Session) -> int:
    """The number of the newest entry: what a printed statement was made from."""
    return int(session.execute(select(func.coalesce(func.max(EntryRow.id), 0))).scalar_one())


def version(session: Session, *, now: dt.datetime) -> tuple[object, ...]:
    """What a statement shows besides the books: the day it is, the budgets, who is a member."""
    changes = select(func.count(Membership.id), func.count(Membership.left_at))
    return (local_day(session, now), newest_id(session), tuple(session.execute(changes).one()))
