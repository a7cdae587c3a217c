"""What a public page of the market depends on, as one short text."""

from __future__ import annotations

from sqlalchemy import func, select

from coop.market.listings.models import MarketChanges
from coop.policies.models import RuleVersion
from coop.web import clock
from coop.web.database import session


def market_version(**_arguments: object) -> str:
    """Changes of listings, pictures, hours and categories, the rules, and the minute.

    The minute is for what no counter counts: a slot taken, a review that shows, a notice that begins.
    """
    changes = select(MarketChanges.count).scalar_subquery()
    rules = select(func.max(RuleVersion.id)).scalar_subquery()
    row = session.execute(select(changes, rules)).one()
    return f"{row[0]}-{row[1]}-{int(clock.now().timestamp()) // 60}"
