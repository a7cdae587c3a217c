"""Surpluses shared out."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from coop.commons.api.asked import ROOT, Asked
from coop.commons.api.reads.short_lists import cut
from coop.commons.api.shapes.decisions import ShareLine
from coop.commons.api.shapes.distributions import Distribution, DistributionLine, DistributionList, Dividend
from coop.governance.distribution.models import DistributionSheet
from coop.governance.distribution.queries import dividend_lines, used_lines
from coop.policies.models import Decision

decisions = Decision.__table__
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
    return Distribution(
        **_head(head, asked),
        lines=[ShareLine(**line) for line in used_lines(session, head.id)],
        dividends=[Dividend(**line) for line in dividend_lines(session, head.id)],
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
