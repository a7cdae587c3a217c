"""Reading the surplus of a closed period, the floors in force, and what was distributed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.governance.distribution.floors import FLOOR_RULES, Floors
from coop.governance.distribution.frozen import FrozenSurplus
from coop.governance.distribution.models import DistributionLine, DistributionSheet, DividendLine
from coop.governance.distribution.rules import non_member_part
from coop.governance.patronage.queries import PeriodWork, terms_in_force, work_in
from coop.governance.patronage.terms import Terms
from coop.ledger.models import Period
from coop.policies.in_force import in_force

_used = DistributionLine.__table__
_paid = DividendLine.__table__

CASH_DUE = "patronage.cash_half_months"


def floors_in_force(session: Session, *, at: dt.datetime) -> tuple[Floors, list[int]]:
    """The floors of the rules, in the order in which they are met, and the versions to cite."""
    rules = [in_force(session, name, at) for name in FLOOR_RULES]
    return Floors.by({rule.name: rule.value for rule in rules}), [rule.id for rule in rules]


def frozen_surplus(session: Session, period: Period, *, at: dt.datetime) -> tuple[FrozenSurplus, list[int]]:
    """What a vote on this period's surplus, opened at `at`, is about; and the rule versions it rests on."""
    floors, floor_rules = floors_in_force(session, at=at)
    terms, retained_kind, patronage_rules = terms_in_force(session, at=at)
    # The asset lock is a constant of the charter; citing it says under which lock the reserve stands.
    lock = in_force(session, "asset_lock", at)
    years = in_force(session, "patronage.retained_years", at)
    floors_of, cash_due = in_force(session, "surplus.floors_of", at), in_force(session, CASH_DUE, at)
    work = work_in(session, opens_on=period.opens_on, closes_on=period.closes_on)
    frozen = FrozenSurplus(
        period_id=period.id,
        surplus_cents=period.surplus_cents,
        non_member_cents=by_non_members(period.surplus_cents, work, terms),
        floors=floors,
        patronage=terms,
        retained_kind=retained_kind,
        floors_of_members=floors_of.text == "members",
        cash_half_months=cash_due.whole,
    )
    return frozen, [*floor_rules, floors_of.id, *patronage_rules, cash_due.id, lock.id, years.id]


def by_non_members(surplus_cents: int, work: PeriodWork, terms: Terms) -> int:
    """Measured as dividends are: by minutes where hours weigh at least as much as earnings, else by earnings.

    Where that measure is empty (a period without minutes) the other one is taken.
    """
    by_minutes = terms.weights.hours >= terms.weights.earnings
    if not (work.minutes_of_all if by_minutes else work.earned_of_all):
        by_minutes = not by_minutes
    if by_minutes:
        return non_member_part(surplus_cents, by_members=work.minutes_of_members, by_all=work.minutes_of_all)
    return non_member_part(surplus_cents, by_members=work.earned_of_members, by_all=work.earned_of_all)


def undistributed_periods(session: Session) -> list[Period]:
    """Closed periods with a surplus that no distribution has taken yet, the oldest first."""
    taken = select(DistributionSheet.period_id)
    query = select(Period).where(Period.surplus_cents > 0, Period.id.not_in(taken)).order_by(Period.opens_on)
    return list(session.execute(query).scalars())


def sheet_of(session: Session, decision_id: int) -> DistributionSheet | None:
    """The distribution that a decision posted, None when it posted none."""
    return session.get(DistributionSheet, decision_id)


def lines_of(session: Session, decision_id: int) -> list[DistributionLine]:
    """Its lines in order."""
    query = (
        select(DistributionLine)
        .where(DistributionLine.distribution_id == decision_id)
        .order_by(DistributionLine.line)
    )
    return list(session.execute(query).scalars())


def dividends_of(session: Session, decision_id: int) -> list[DividendLine]:
    """Each member's dividend, by pseudonym."""
    query = (
        select(DividendLine).where(DividendLine.distribution_id == decision_id).order_by(DividendLine.token)
    )
    return list(session.execute(query).scalars())


def used_lines(session: Session, distribution_id: int) -> list[dict[str, Any]]:
    """What each use got, as it is published: use, basis, share, cents."""
    rows = session.execute(
        select(_used.c.use, _used.c.basis, _used.c.share, _used.c.amount_cents.label("cents"))
        .where(_used.c.distribution_id == distribution_id)
        .order_by(_used.c.line)
    )
    return [dict(row) for row in rows.mappings()]


def dividend_lines(session: Session, distribution_id: int) -> list[dict[str, Any]]:
    """Each dividend, as it is published: under a pseudonym of this distribution alone."""
    rows = session.execute(
        select(
            _paid.c.token,
            _paid.c.minutes,
            _paid.c.earned_cents,
            _paid.c.years,
            _paid.c.share,
            _paid.c.amount_cents.label("cents"),
            _paid.c.cash_cents,
            _paid.c.retained_cents,
        )
        .where(_paid.c.distribution_id == distribution_id)
        .order_by(_paid.c.token)
    )
    return [dict(row) for row in rows.mappings()]
