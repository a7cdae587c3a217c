"""What a public page of the market depends on, as one short text."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select

from coop.market.listings.models import MarketChanges
from coop.policies.models import RuleVersion
from coop.web import clock
from coop.web.database import session


def market_columns() -> tuple[ColumnElement[int | None], ...]:
    """Changes of listings, pictures, hours and categories, and the rules: what a query can tell."""
    return (select(MarketChanges.count).scalar_subquery(), select(func.max(RuleVersion.id)).scalar_subquery())


def market_version(**_arguments: object) -> str:
    """`market_columns` and the minute.

    The minute is for what no counter counts: a slot taken, a review that shows, a notice that begins.
    """
    row = session.execute(select(*market_columns())).one()
    return f"{row[0]}-{row[1]}-{int(clock.now().timestamp()) // 60}"
