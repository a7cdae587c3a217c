"""What feeds ask besides what the pages ask: lasting numbers, new rule versions, new listings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select, tuple_
from sqlalchemy.orm import Session

from coop.ledger.models import EntryRow
from coop.market.listings.models import Listing
from coop.market.listings.queries import shown
from coop.people.persons.models import Person
from coop.policies.models import Decision, RuleVersion

PAGE = 50

decisions = Decision.__table__
entries = EntryRow.__table__
listings = Listing.__table__
people = Person.__table__
versions = RuleVersion.__table__


def uuids(session: Session, entry_ids: Sequence[int]) -> dict[int, str]:
    """Entry -> its lasting number."""
    rows = session.execute(select(entries.c.id, entries.c.uuid).where(entries.c.id.in_(entry_ids)))
    return {row.id: row.uuid for row in rows}


def rule_versions(session: Session, before: int | None) -> tuple[Sequence[Row[Any]], int | None]:
    """Versions of rules, newest first, and the key of the next page."""
    query = (
        select(versions, decisions.c.title)
        .join(decisions, decisions.c.id == versions.c.decision_id)
        .order_by(versions.c.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(versions.c.id < before)
    rows = session.execute(query).all()
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


def new_listings(session: Session, before: str, *, at: dt.datetime) -> tuple[Sequence[Row[Any]], str | None]:
    """Open listings, the newest published first, after the one of that reference; and the next page's key."""
    place = (listings.c.published_at, listings.c.id)
    query = (
        select(listings, people.c.display_name)
        .join(people, people.c.id == listings.c.worker_id)
        .where(shown(at))
        .order_by(*(column.desc() for column in place))
        .limit(PAGE + 1)
    )
    if before:
        begun = session.execute(select(*place).where(listings.c.reference == before)).first()
        if begun is None:
            return [], None
        query = query.where(tuple_(*place) < tuple_(*begun))
    rows = session.execute(query).all()
    return rows[:PAGE], rows[PAGE - 1].reference if len(rows) > PAGE else None
