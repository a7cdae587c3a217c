"""Every distribution there was: what each use got of a period's surplus."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.governance.distribution.models import DistributionLine, DistributionSheet
from coop.ledger.models import Period
from coop.policies.models import Decision


@dataclass(frozen=True)
class Distributed:
    """A period's surplus as it was shared out: use -> cents, and the decision."""

    period_id: int
    opens_on: dt.date
    closes_on: dt.date
    decision: str
    surplus_cents: int
    uses: Mapping[str, int]


def distributions(session: Session) -> list[Distributed]:
    """Newest period first; one query."""
    rows = session.execute(
        select(
            Period.id,
            Period.opens_on,
            Period.closes_on,
            Decision.reference,
            DistributionSheet.surplus_cents,
            DistributionLine.use,
            func.sum(DistributionLine.amount_cents).label("cents"),
        )
        .join(DistributionSheet, DistributionSheet.period_id == Period.id)
        .join(Decision, Decision.id == DistributionSheet.id)
        .join(DistributionLine, DistributionLine.distribution_id == DistributionSheet.id)
        .group_by(
            Period.id,
            Period.opens_on,
            Period.closes_on,
            Decision.reference,
            DistributionSheet.surplus_cents,
            DistributionLine.use,
        )
        .order_by(Period.closes_on.desc(), DistributionLine.use)
    )
    found: dict[int, Distributed] = {}
    uses: dict[int, dict[str, int]] = {}
    for period_id, opens_on, closes_on, decision, surplus, use, cents in rows:
        of_period = uses.setdefault(period_id, {})
        of_period[use] = int(cents)
        found.setdefault(
            period_id, Distributed(period_id, opens_on, closes_on, decision, int(surplus), of_period)
        )
    return list(found.values())
