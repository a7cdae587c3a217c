"""Rules with their versions, and the weights in force."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from coop.commons.api.asked import ROOT, Asked
from coop.commons.api.shapes.rules import Ranking, Rule, RuleLine, RuleList, RuleVersion, Weight
from coop.commons.exports.books import stamp
from coop.commons.rulebook import queries
from coop.commons.rulebook.queries import Version
from coop.market.ranking.queries import weight_rules
from coop.market.search.candidates import BOUND, BOUND_PLACELESS
from coop.policies.register import REGISTER
from coop.policies.rules import RuleSpec


def rules(session: Session, asked: Asked) -> RuleList:
    """Every rule."""
    found = queries.histories(session)
    return RuleList(items=[RuleLine(**_line(spec, found.get(name, []), asked.at)) for name, spec in REGISTER.items()])


def rule(session: Session, asked: Asked) -> Rule | None:
    """One rule with its versions."""
    spec = REGISTER.get(asked.text("name"))
    if spec is None:
        return None
    history = queries.histories(session, spec.name).get(spec.name, [])
    return Rule(**_line(spec, history, asked.at), versions=[_version(version) for version in history])


def ranking(session: Session, asked: Asked) -> Ranking:
    """The weights of the published order."""
    weights = [
        Weight(
            signal=signal,
            weight=f"{rule.fraction.numerator}/{rule.fraction.denominator}",
            rule=rule.name,
            version=rule.version,
            in_force_from=stamp(rule.in_force_from),
        )
        for signal, rule in weight_rules(session, at=asked.at).items()
    ]
    return Ranking(weights=weights, bound=BOUND, bound_placeless=BOUND_PLACELESS, page="/algorithms")


def _line(spec: RuleSpec, history: list[Version], at: dt.datetime) -> dict[str, Any]:
    now = queries.current(history, at)
    coming = [version for version in history if version.in_force_from > at]
    return {
        "name": spec.name,
        "unit": spec.unit.value,
        "meaning": spec.meaning,
        "least": None if spec.least is None else str(spec.least),
        "most": None if spec.most is None else str(spec.most),
        "choices": list(spec.choices),
        "constant": spec.constant,
        "in_force": _version(now) if now else None,
        "coming": _version(coming[-1]) if coming else None,
        "url": f"{ROOT}/rules/{spec.name}",
        "page": f"/rules/{spec.name}",
    }


def _version(version: Version) -> RuleVersion:
    return RuleVersion(
        version=version.version,
        value=version.value,
        in_force_from=stamp(version.in_force_from),
        recorded_at=stamp(version.recorded_at),
        decision=version.decision,
        decision_title=version.decision_title,
    )
