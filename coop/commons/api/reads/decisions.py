"""Decisions by page, and one with its vote."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from coop.commons.api.asked import ROOT, Asked
from coop.commons.api.reads import proposals
from coop.commons.api.reads.votes import enacted, outcome, payload, vote
from coop.commons.api.shapes.decisions import Decision, DecisionLine, DecisionList
from coop.commons.exports.books import stamp
from coop.commons.keyset import page_of
from coop.governance.decisions.rules import Stage

CHARTER_KEY = 0
"""Older than every proposal."""


def decisions(session: Session, asked: Asked) -> DecisionList:
    """A page of proposals and decisions; the founding charter ends the last one."""
    key, size = asked.key, asked.limit
    found: list[tuple[int, DecisionLine]] = [
        (row.id, DecisionLine(**_line(row, asked))) for row in proposals.rows(session, key, size + 1)
    ]
    founding = proposals.charter(session)
    is_end = len(found) <= size and not key.after and (not key.before or key.before[0] > CHARTER_KEY)
    if founding is not None and is_end:
        found.append((CHARTER_KEY, DecisionLine(**_founding(founding))))
    shown, older, newer = page_of(found, key, size)
    pages = asked.pages(shown[-1][0] if older else None, shown[0][0] if newer else None)
    return DecisionList(items=[line for _number, line in shown], **pages)


def decision(session: Session, asked: Asked) -> Decision | None:
    """One decision, or a proposal on its way."""
    reference = asked.text("reference")
    if reference == "charter":
        founding = proposals.charter(session)
        if founding is None:
            return None
        return Decision(**_founding(founding), payload=None, vote=None, outcome=None, enacted=None)
    row = proposals.row(session, reference)
    if row is None:
        return None
    return Decision(
        **_line(row, asked),
        payload=payload(row),
        vote=vote(session, row, asked),
        outcome=outcome(row),
        enacted=enacted(row),
    )


def _line(row: Row[Any], asked: Asked) -> dict[str, Any]:
    return {
        "reference": row.reference,
        "kind": row.kind,
        "title": row.title,
        "stage": proposals.stage_of(row, asked.at).value,
        "begun_at": stamp(row.begun_at),
        "decided_at": stamp(row.closes_at) if row.stated_at else None,
        "statement": row.statement or "",
        **_addresses(row.reference),
    }


def _founding(row: Row[Any]) -> dict[str, Any]:
    return {
        "reference": row.reference,
        "kind": row.kind,
        "title": row.title,
        "stage": Stage.ENACTED.value,
        "begun_at": None,
        "decided_at": stamp(row.decided_at),
        "statement": row.statement,
        **_addresses(row.reference),
    }


def _addresses(reference: str) -> dict[str, str]:
    return {"url": f"{ROOT}/decisions/{reference}", "page": f"/decisions/{reference}"}
