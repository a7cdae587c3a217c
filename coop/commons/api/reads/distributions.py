"""Surpluses shared out."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from coop.commons.api.asked import ROOT, Asked
from coop.commons.api.reads.short_lists import cut
from coop.commons.api.shapes.decisions import ShareLine
from coop.commons.api.shapes.distributions import Distribution, DistributionLine, DistributionList, Dividend
from coop.governance.distribution.models import DistributionLine as UseLine
from coop.governance.distribution.models import DistributionSheet, DividendLine
from coop.policies.models import Decision

decisions = Decision.__table__
dividends = DividendLine.__table__
lines = UseLine.__table__
sheets = DistributionSheet.__table__


def distributions(session: Session, asked: Asked) -> DistributionList:
    """A page of distributions; one query."""
    rows = session.execute(_heads().order_by(sheets.c.id.desc())).all()
    shown, pages = cut(rows, asked, lambda row: int(row.id))
    return DistributionList(items=[DistributionLine(**_head(row, asked)) for row in shown], **pages)


def distribution(session: Session, asked: Asked) -> Distribution | None:
    """One distribution with its lines and dividends; three queries."""
    head = session.execute(_heads().where(decisions.c.reference == asked.text("reference"))).first()
    if head is None:
        return None
    used = session.execute(
        select(lines.c.use, lines.c.basis, lines.c.share, lines.c.amount_cents.label("cents"))
        .where(lines.c.distribution_id == head.id)
        .order_by(lines.c.line)
    ).mappings()
    paid = session.execute(
        select(
            dividends.c.token,
            dividends.c.minutes,
            dividends.c.earned_cents,
            dividends.c.years,
            dividends.c.share,
            dividends.c.amount_cents.label("cents"),
            dividends.c.cash_cents,
            dividends.c.retained_cents,
        )
        .where(dividends.c.distribution_id == head.id)
        .order_by(dividends.c.token)
    ).mappings()
    return Distribution(
        **_head(head, asked),
        lines=[ShareLine(**line) for line in used],
        dividends=[Dividend(**line) for line in paid],
    )


def _heads() -> Select[Any]:
    return select(sheets, decisions.c.reference).join(decisions, decisions.c.id == sheets.c.id)


def _head(row: Row[Any], asked: Asked) -> dict[str, Any]:
    return {
        "decision": row.reference,
        "period": row.period_id,
        "surplus_cents": row.surplus_cents,
        "dividend_cents": row.dividend_cents,
        "withheld_cents": row.withheld_cents,
        "currency": asked.coop.currency,
        "url": f"{ROOT}/distributions/{row.reference}",
        "page": f"/ledger/periods/{row.period_id}",
    }
