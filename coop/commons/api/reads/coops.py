"""The co-op and its sizes."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.commons.api.asked import Asked
from coop.commons.api.shapes.coops import Coop
from coop.commons.exports.books import stamp
from coop.ledger.models import EntryRow, Period
from coop.market.listings.models import Listing
from coop.market.listings.queries import shown
from coop.people.standing.queries import member_count_query
from coop.policies.models import Decision

listings = Listing.__table__


def coop(session: Session, asked: Asked) -> Coop:
    """Who this is, and how much there is of everything; one query."""
    members, entries, last, offered, decisions, periods = session.execute(
        select(
            member_count_query(asked.at).scalar_subquery(),
            select(func.count()).select_from(EntryRow).scalar_subquery(),
            select(func.coalesce(func.max(EntryRow.id), 0)).scalar_subquery(),
            select(func.count()).select_from(listings).where(shown(asked.at)).scalar_subquery(),
            select(func.count()).select_from(Decision).scalar_subquery(),
            select(func.count()).select_from(Period).scalar_subquery(),
        )
    ).one()
    return Coop(
        name=asked.coop.name,
        currency=asked.coop.currency,
        timezone=asked.coop.timezone,
        preset=asked.coop.preset,
        founded_at=stamp(asked.coop.founded_at),
        is_demo=asked.coop.is_demo,
        licence=asked.licence,
        members=members,
        entries=entries,
        last_entry=last,
        listings=offered,
        decisions=decisions,
        periods=periods,
    )
