"""The period that previews of rules rest on: the last one closed, else the days since the books began."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from coop.governance.distribution.models import DistributionSheet
from coop.governance.distribution.queries import frozen_surplus
from coop.governance.previews.rules import Job, largest_pool
from coop.ledger.models import EntryRow, Period
from coop.money.payments.models import Settlement
from coop.money.periods import queries as periods
from coop.money.teams.models import TeamShare
from coop.policies.queries import local_day


@dataclass(frozen=True)
class BasePeriod:
    """Days and what they left over."""

    opens_on: dt.date
    closes_on: dt.date
    surplus_cents: int
    period_id: int | None = None

    @classmethod
    def of(cls, period: Period) -> BasePeriod:
        """A closed period."""
        return cls(period.opens_on, period.closes_on, period.surplus_cents, period.id)

    @property
    def is_closed(self) -> bool:
        return self.period_id is not None

    @property
    def row(self) -> Period:
        """As the functions of distributions take it; belongs to no session."""
        return Period(id=self.period_id or 0, opens_on=self.opens_on, closes_on=self.closes_on,
                      surplus_cents=self.surplus_cents)


def base_period(session: Session, *, at: dt.datetime) -> BasePeriod | None:
    """The last closed period, else the running days with what they have left so far; None with empty books."""
    last = periods.last_closed(session)
    if last is not None:
        return BasePeriod.of(last)
    since, today = periods.running_since(session), local_day(session, at)
    if since is None or since > today:
        return None
    so_far = periods.statement(session, opens_on=since, closes_on=today)
    return BasePeriod(since, today, so_far.surplus_cents)


def jobs_of(session: Session, base: BasePeriod, *, party_id: int | None = None) -> list[Job]:
    """Completed bookings with an entry in these days, of one worker or of all."""
    price: ColumnElement[int] = Settlement.price_cents.expression
    fee: ColumnElement[int] = Settlement.fee_cents.expression
    theirs: tuple[ColumnElement[bool], ...] = ()
    if party_id is not None:  # of a team's job their own share, whoever leads it
        price = func.coalesce(TeamShare.worker_cents + TeamShare.fee_cents, price)
        fee = func.coalesce(TeamShare.fee_cents, fee)
        theirs = (or_(Settlement.worker_party_id == party_id, TeamShare.party_id == party_id),)
    query = (
        select(price, fee)
        .select_from(Settlement)
        .join(EntryRow, EntryRow.id == Settlement.entry_id)
        .outerjoin(TeamShare, (TeamShare.subject == Settlement.subject) & (TeamShare.party_id == party_id))
        .where(EntryRow.effective_on >= base.opens_on, EntryRow.effective_on <= base.closes_on, *theirs)
    )
    return [Job(cents, taken) for cents, taken in session.execute(query)]


def dividend_pool(session: Session, base: BasePeriod, *, at: dt.datetime) -> int:
    """What was shared out in dividends of this period; before it was, the most that could be."""
    if base.surplus_cents <= 0:
        return 0
    shared = select(DistributionSheet.dividend_cents).where(DistributionSheet.period_id == base.period_id)
    known = session.execute(shared).scalar_one_or_none() if base.is_closed else None
    return known if known is not None else largest_pool(frozen_surplus(session, base.row, at=at)[0])
