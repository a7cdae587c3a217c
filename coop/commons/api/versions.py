"""What an answer depends on, told in one query: who has that version is answered 304 without any other."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, select
from sqlalchemy.orm import Session

from coop.commons.versions import ledger_columns
from coop.governance.ballots.models import Closing
from coop.governance.closing.models import Outcome
from coop.governance.electorate.models import Opening
from coop.governance.enactment.models import Enactment, EnactmentFailure
from coop.governance.proposals.models import Amendment, Discussion, Withdrawal
from coop.market.version import market_columns
from coop.people.standing.queries import member_count_query
from coop.policies.models import Charter

charter = Charter.__table__


@dataclass(frozen=True)
class Standing:
    """The co-op, and the version of what it publishes on a subject."""

    version: str
    name: str
    currency: str
    timezone: str
    preset: str
    founded_at: dt.datetime
    is_demo: bool


Version = Callable[[Session, dt.datetime], Standing | None]
"""None where no co-op is founded yet."""


def books(session: Session, at: dt.datetime) -> Standing | None:
    """The ledger, rules and periods."""
    return _standing(session.execute(_books(), {"at": at}).first())


def market(session: Session, at: dt.datetime) -> Standing | None:
    """Listings, categories, weights; and the minute, for what no counter counts."""
    return _standing(session.execute(_market()).first(), also=str(int(at.timestamp()) // 60))


def votes(session: Session, at: dt.datetime) -> Standing | None:
    """Proposals, votes, outcomes and what was carried out; a vote ends by the clock."""
    return _standing(session.execute(_votes(), {"at": at}).first())


def everything(session: Session, at: dt.datetime) -> Standing | None:
    """The books, the market and who is a member: for the co-op's own sizes."""
    members = member_count_query(at).scalar_subquery()
    return _standing(session.execute(_asking(*ledger_columns(), *market_columns(), members), {"at": at}).first())


# Built once each: putting such a query together costs as much as asking it.
@functools.cache
def _books() -> Select[Any]:
    return _asking(*ledger_columns())


@functools.cache
def _market() -> Select[Any]:
    return _asking(*market_columns())


@functools.cache
def _votes() -> Select[Any]:
    records = (Discussion, Withdrawal, Opening, Closing, Outcome, Enactment, EnactmentFailure, Amendment)
    counts = [select(func.count()).select_from(record).scalar_subquery() for record in records]
    over = select(func.count()).where(Opening.closes_at <= bindparam("at")).scalar_subquery()
    return _asking(*ledger_columns(), *counts, over)


def _asking(*columns: ColumnElement[Any]) -> Select[Any]:
    return select(
        charter.c.name,
        charter.c.currency,
        charter.c.timezone,
        charter.c.preset,
        charter.c.founded_at,
        charter.c.is_demo,
        *(column.label(f"part{place}") for place, column in enumerate(columns)),
    )


def _standing(row: Row[Any] | None, *, also: str = "") -> Standing | None:
    if row is None:
        return None
    coop = tuple(row)[:6]
    version = "-".join(str(part or 0) for part in tuple(row)[6:])
    return Standing(f"{version} {also} {coop!r}", *coop)
