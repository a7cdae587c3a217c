"""Reading the rules: which value was in force at a moment, and by which decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import cast
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from coop.policies.models import RuleVersion
from coop.policies.register import REGISTER
from coop.policies.rules import Value

_CACHE = "coop.policies.versions"

Versions = dict[str, list["InForce"]]
Token = tuple[int, int | None]

CHANGING = "coop.policies.changing"
"""Set in `session.info` by whoever adds a version: what such a session reads could still be rolled back."""

# Shared by all sessions of an engine, filled by those that change nothing.
_shared: WeakKeyDictionary[Engine, tuple[Token, Versions]] = WeakKeyDictionary()


class NotFounded(LookupError):
    """No version of the rule is in force: the co-op has not been founded, or the moment lies before it."""


@dataclass(frozen=True)
class InForce:
    """A rule's typed value at a moment, with the version and decision to cite."""

    id: int
    name: str
    version: int
    value: Value
    in_force_from: dt.datetime
    decision_id: int

    @property
    def fraction(self) -> Fraction:
        """The value of a share or weight."""
        return Fraction(cast(Fraction, self.value))

    @property
    def whole(self) -> int:
        """The value of an amount, count or time."""
        return int(cast(int, self.value))

    @property
    def text(self) -> str:
        """The value of a choice."""
        return str(self.value)


def in_force(session: Session, name: str, at: dt.datetime) -> InForce:
    """The version of rule `name` in force at `at`; raises KeyError for a rule the register does not list."""
    REGISTER[name]
    for version in reversed(_versions(session).get(name, ())):
        if version.in_force_from <= at:
            return version
    raise NotFounded(f"{name} was not set at {at.isoformat()}")


def all_in_force(session: Session, names: Iterable[str], at: dt.datetime) -> dict[str, InForce]:
    """`in_force` of several rules with one look at the table."""
    versions = _versions(session)
    found: dict[str, InForce] = {}
    for name in names:
        REGISTER[name]
        standing = [version for version in versions.get(name, ()) if version.in_force_from <= at]
        if not standing:
            raise NotFounded(f"{name} was not set at {at.isoformat()}")
        found[name] = standing[-1]
    return found


def history(session: Session, name: str) -> Sequence[InForce]:
    """Every version of a rule, oldest first."""
    REGISTER[name]
    return _versions(session).get(name, ())


def _versions(session: Session) -> Versions:
    # Rule versions are append-only: how many there are and the newest tell whether what was read still stands.
    count, newest = session.execute(select(func.count(), func.max(RuleVersion.id))).one()
    token: Token = (count, newest)
    engine = session.get_bind().engine
    for known in (session.info.get(_CACHE), _shared.get(engine)):
        if known is not None and known[0] == token:
            return cast(Versions, known[1])
    versions = _read(session)
    session.info[_CACHE] = (token, versions)
    if CHANGING not in session.info:
        _shared[engine] = (token, versions)
    return versions


def _read(session: Session) -> Versions:
    versions: Versions = {}
    rows = session.execute(select(RuleVersion).order_by(RuleVersion.in_force_from, RuleVersion.version)).scalars()
    for row in rows:
        spec = REGISTER.get(row.name)
        if spec is None:  # a rule of a newer release; kept in the books, read by nobody here
            continue
        versions.setdefault(row.name, []).append(
            InForce(row.id, row.name, row.version, spec.parse(row.value), row.in_force_from, row.decision_id)
        )
    return versions
