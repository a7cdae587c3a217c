"""Which entries cite a rule: those up to the newest kept sums by version, the few after it one by one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, cast, exists, func, or_, select, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from coop.ledger.models import EntryRow
from coop.ledger.snapshots.models import RuleCitation
from coop.policies.models import RuleVersion

citations = RuleCitation.__table__
entries = EntryRow.__table__
versions = RuleVersion.__table__

number = citations.c.entry_id


def versions_named(session: Session, rule: str) -> list[int]:
    """The versions of a rule, or the one of `name#version`; none when there is no such rule."""
    name, _, version = rule.partition("#")
    wanted = select(versions.c.id).where(versions.c.name == name)
    if version:
        wanted = wanted.where(versions.c.version == (int(version) if version.isdecimal() else -1))
    return list(session.execute(wanted).scalars())


def cites(session: Session, rules: list[int]) -> ColumnElement[bool]:
    """That one entry cites any of the versions, asked of its own list."""
    if session.get_bind().dialect.name == "postgresql":
        cited = cast(entries.c.rule_ids, JSONB)
        return or_(*(cited.contains([rule]) for rule in rules), ~true())
    each = func.json_each(entries.c.rule_ids).table_valued("value")
    return exists(select(1).select_from(each).where(each.c.value.in_(rules)))


def kept(rule: int) -> Select[Any]:
    """Numbers of the entries that cite a version, of those that are kept."""
    return select(number).where(citations.c.rule_version_id == rule)
