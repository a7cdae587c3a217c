"""How many rows each file of the export has now."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.governance.distribution.models import DistributionSheet
from coop.governance.electorate.models import Opening
from coop.ledger.models import Account, EntryRow, Period
from coop.policies.models import Decision, RuleVersion
from coop.policies.register import REGISTER

_TABLES = {
    "accounts.jsonl": Account,
    "rule_versions.jsonl": RuleVersion,
    "decisions.jsonl": Decision,
    "entries.jsonl": EntryRow,
    "periods.jsonl": Period,
    "votes.jsonl": Opening,
    "distributions.jsonl": DistributionSheet,
    "entries.csv": EntryRow,
}


def rows(session: Session) -> dict[str, int]:
    """File -> rows, in one query; files whose rows would cost much to count are left out."""
    counts = [
        select(func.count()).select_from(model).scalar_subquery().label(f"count{place}")
        for place, model in enumerate(_TABLES.values())
    ]
    found = session.execute(select(*counts)).one()
    return {"rules.jsonl": len(REGISTER), **dict(zip(_TABLES, found, strict=True))}
