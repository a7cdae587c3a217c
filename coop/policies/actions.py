"""Writing the rules: founding the co-op, and enacting what a vote decided."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.ledger import journal
from coop.policies.in_force import CHANGING, history, in_force
from coop.policies.models import Charter, Decision, RuleVersion
from coop.policies.presets import PRESETS
from coop.policies.register import REGISTER
from coop.policies.rules import OutOfBounds, Value
from coop.policies.together import FLOORS, PATRONAGE, check_together


class AlreadyFounded(ValueError):
    """This database belongs to a co-op already."""


def found(
    session: Session,
    *,
    name: str,
    currency: str,
    timezone: str,
    preset: str,
    at: dt.datetime,
    overrides: dict[str, Value] | None = None,
    is_demo: bool = False,
) -> Charter:
    """Write the founding charter: the co-op, its chart of accounts, and a first version of every rule.

    `overrides` are founding values that differ from the preset's, checked against the register's bounds.
    """
    if session.get(Charter, 1) is not None:
        raise AlreadyFounded("this database has a founded co-op; choose another")
    charter = Charter(id=1, name=name, currency=currency, timezone=timezone, preset=preset, founded_at=at,
                      is_demo=is_demo)
    decision = Decision(reference="charter", kind="charter", title="Founding charter", decided_at=at)
    session.add_all([charter, decision])
    session.flush()
    journal.open_accounts(session, currency=currency)
    values = {**{spec.name: spec.founding for spec in REGISTER.values()}, **PRESETS[preset].values}
    for rule, value in {**values, **(overrides or {})}.items():
        _add_version(session, rule, value, in_force_from=at, decision=decision, at=at)
    session.flush()
    return charter


def bring_new_rules(session: Session, *, at: dt.datetime) -> list[str]:
    """Rules that this release knows and an earlier one did not, in force from now on.

    Their values are the preset's founding values, or what was done `before` where a rule says so: what members live by
    changes by their vote alone, not by an update. They cite the charter, as founding values do; nothing is brought
    twice, nor into a database without a co-op. With them come the accounts that an earlier release did not know.
    """
    coop = session.get(Charter, 1)
    if coop is None:
        return []
    journal.open_accounts(session, currency=coop.currency)
    known = set(session.execute(select(RuleVersion.name)).scalars())
    decision = session.execute(select(Decision).where(Decision.reference == "charter")).scalar_one()
    new = [spec for name, spec in REGISTER.items() if name not in known]
    for spec in new:
        by_preset = PRESETS[coop.preset].values.get(spec.name, spec.founding)
        value = by_preset if spec.before is None else spec.before
        _add_version(session, spec.name, value, in_force_from=at, decision=decision, at=at)
    session.flush()
    return [spec.name for spec in new]


def set_rule(
    session: Session, name: str, written: Any, *, in_force_from: dt.datetime, decision: Decision, at: dt.datetime
) -> RuleVersion:
    """Append a version of a rule as `decision` enacted it; raises OutOfBounds."""
    spec = REGISTER[name]
    if spec.constant:
        raise OutOfBounds(f"{name} is a constant of the charter")
    value = spec.parse(written)
    check_with_others(session, name, value, in_force_from=in_force_from)
    version = _add_version(session, name, value, in_force_from=in_force_from, decision=decision, at=at)
    session.flush()
    return version


def check_with_others(session: Session, name: str, value: Value, *, in_force_from: dt.datetime) -> None:
    """Refuse a value that the rules in force beside it, then or later, do not allow; raises OutOfBounds."""
    beside = [other for other in (*FLOORS, *PATRONAGE) if other != name]
    moments = {in_force_from} | {
        version.in_force_from for other in beside for version in history(session, other)
        if version.in_force_from > in_force_from
    }
    for moment in moments:
        check_together({**{other: in_force(session, other, moment).value for other in beside}, name: value})


def record_decision(
    session: Session, *, reference: str, kind: str, title: str, statement: str, decided_at: dt.datetime
) -> Decision:
    """Write down what was decided; its reference is unique, so a decision is recorded once."""
    decision = Decision(reference=reference, kind=kind, title=title, statement=statement, decided_at=decided_at)
    session.add(decision)
    session.flush()
    return decision


def _add_version(
    session: Session, name: str, value: Value, *, in_force_from: dt.datetime, decision: Decision, at: dt.datetime
) -> RuleVersion:
    spec = REGISTER[name]
    spec.parse(spec.write(value))
    session.info[CHANGING] = True
    newest = session.execute(select(func.max(RuleVersion.version)).where(RuleVersion.name == name)).scalar()
    version = RuleVersion(
        name=name,
        version=(newest or 0) + 1,
        value=spec.write(value),
        in_force_from=in_force_from,
        decision_id=decision.id,
        recorded_at=at,
    )
    session.add(version)
    return version
