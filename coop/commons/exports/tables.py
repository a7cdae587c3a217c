"""The files of the public export, as rows of plain values. docs/export-format.md describes each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.orm import Session

from coop.commons.exports.books import entry_rows, stamp
from coop.commons.exports.log import checkpoint_rows, key_rows, leaf_lines
from coop.commons.exports.votes import vote_rows
from coop.governance.distribution.models import DistributionSheet
from coop.governance.distribution.queries import dividend_lines, used_lines
from coop.ledger.log.leaves import canonical
from coop.ledger.log.models import Leaf, LeafOpening
from coop.ledger.models import Account, Period
from coop.policies.models import Decision, RuleVersion
from coop.policies.register import REGISTER

Rows = Iterator[dict[str, Any]]

accounts = Account.__table__
decisions = Decision.__table__
leaves = Leaf.__table__
openings = LeafOpening.__table__
periods = Period.__table__
sheets = DistributionSheet.__table__
versions = RuleVersion.__table__


def account_rows(session: Session) -> Rows:
    """The chart of accounts."""
    query = select(accounts.c.code, accounts.c.kind, accounts.c.commodity).order_by(
        accounts.c.code, accounts.c.id
    )
    for code, kind, commodity in session.execute(query):
        yield {"code": code, "kind": kind, "commodity": commodity}


def rule_rows(_session: Session) -> Rows:
    """The register: what each rule means and what no vote may cross."""
    for spec in REGISTER.values():
        yield {
            "name": spec.name,
            "unit": spec.unit.value,
            "meaning": spec.meaning,
            "least": None if spec.least is None else str(spec.least),
            "most": None if spec.most is None else str(spec.most),
            "choices": list(spec.choices),
            "constant": spec.constant,
        }


def rule_version_rows(session: Session) -> Rows:
    """Every value any rule ever had."""
    for row in session.execute(rule_versions()):
        yield rule_version(row)


def rule_versions() -> Select[Any]:
    """Rule versions with the reference of the decision that set each."""
    return (
        select(versions, decisions.c.reference)
        .join(decisions, decisions.c.id == versions.c.decision_id)
        .order_by(versions.c.id)
    )


def rule_version(row: Row[Any]) -> dict[str, Any]:
    """A row of `rule_versions` as it is published."""
    return {
        "name": row.name,
        "version": row.version,
        "value": row.value,
        "in_force_from": stamp(row.in_force_from),
        "decision": row.reference,
        "recorded_at": stamp(row.recorded_at),
    }


def decision_rows(session: Session) -> Rows:
    """Everything that was decided."""
    query = (
        select(decisions, openings.c.salt)
        .outerjoin(leaves, and_(leaves.c.source == "decision", leaves.c.key == decisions.c.id))
        .outerjoin(openings, openings.c.leaf_index == leaves.c.leaf_index)
        .order_by(decisions.c.id)
    )
    for row in session.execute(query):
        yield {
            "reference": row.reference,
            "kind": row.kind,
            "title": row.title,
            "decided_at": stamp(row.decided_at),
            "statement": row.statement,
            # A decision's words are public, so what opens its leaf is too.
            "salt": None if row.salt is None else row.salt.hex(),
        }


def period_rows(session: Session) -> Rows:
    """Closed periods."""
    for row in session.execute(select(periods).order_by(periods.c.opens_on)):
        yield period(row)


def period(row: Row[Any]) -> dict[str, Any]:
    """A row of `periods` as it is published."""
    return {
        "id": row.id,
        "opens_on": row.opens_on.isoformat(),
        "closes_on": row.closes_on.isoformat(),
        "closed_at": stamp(row.closed_at),
        "surplus_cents": row.surplus_cents,
        "closing_entry": row.closing_entry_id,
    }


def distribution_rows(session: Session, ids: Sequence[int] | None = None) -> Rows:
    """Distributions (all, or those of some decisions) with lines, and dividends under pseudonyms of each alone."""
    query = select(sheets, decisions.c.reference).join(decisions, decisions.c.id == sheets.c.id)
    if ids is not None:
        query = query.where(sheets.c.id.in_(ids))
    for head in session.execute(query.order_by(sheets.c.id)).all():
        yield {
            "decision": head.reference,
            "period": head.period_id,
            "surplus_cents": head.surplus_cents,
            "dividend_cents": head.dividend_cents,
            "withheld_cents": head.withheld_cents,
            "lines": used_lines(session, head.id),
            "dividends": dividend_lines(session, head.id),
        }


def entry_lines(session: Session) -> Iterator[bytes]:
    """Every entry as it stands in its leaf, byte for byte."""
    return map(canonical, entry_rows(session))


FILES: dict[str, Callable[[Session], Iterator[dict[str, Any] | bytes]]] = {
    "accounts.jsonl": account_rows,
    "rules.jsonl": rule_rows,
    "rule_versions.jsonl": rule_version_rows,
    "decisions.jsonl": decision_rows,
    "entries.jsonl": entry_lines,
    "periods.jsonl": period_rows,
    "votes.jsonl": vote_rows,
    "distributions.jsonl": distribution_rows,
    "leaves.jsonl": leaf_lines,
    "checkpoints.jsonl": checkpoint_rows,
    "keys.jsonl": key_rows,
}
"""Name -> its lines: rows, or bytes where they must be those of the log."""
