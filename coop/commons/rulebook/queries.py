"""Rules with their versions and decisions, in one query each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.policies.models import Decision, RuleVersion
from coop.policies.register import REGISTER

versions = RuleVersion.__table__
decisions = Decision.__table__


@dataclass(frozen=True)
class Version:
    """One version of a rule and the decision that set it."""

    version: int
    value: Any
    in_force_from: dt.datetime
    recorded_at: dt.datetime
    decision: str
    decision_title: str


def histories(session: Session, name: str | None = None) -> dict[str, list[Version]]:
    """Rule -> its versions, newest first; of one rule or of all."""
    query = (
        select(
            versions.c.name,
            versions.c.version,
            versions.c.value,
            versions.c.in_force_from,
            versions.c.recorded_at,
            decisions.c.reference,
            decisions.c.title,
        )
        .join(decisions, decisions.c.id == versions.c.decision_id)
        .order_by(versions.c.name, versions.c.in_force_from.desc(), versions.c.version.desc())
    )
    if name is not None:
        query = query.where(versions.c.name == name)
    found: dict[str, list[Version]] = {}
    for rule, *rest in session.execute(query):
        found.setdefault(rule, []).append(Version(*rest))
    return found


def current(history: list[Version], at: dt.datetime) -> Version | None:
    """The version in force at a moment."""
    return next((version for version in history if version.in_force_from <= at), None)


@dataclass(frozen=True)
class InGroup:
    """A rule in the overview: its name, the version in force, and the next one if it is set already."""

    name: str
    version: Version | None
    coming: Version | None


def rulebook(session: Session, at: dt.datetime) -> dict[str, list[InGroup]]:
    """All rules of the register, by the first word of their names, in the register's order."""
    found = histories(session)
    groups: dict[str, list[InGroup]] = {}
    for name in REGISTER:
        history = found.get(name, [])
        coming = [version for version in history if version.in_force_from > at]
        rule = InGroup(name, current(history, at), coming[-1] if coming else None)
        groups.setdefault(name.partition(".")[0], []).append(rule)
    return groups
