"""The weights in force, with the rules to cite."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from coop.market.ranking.rules import NAMES, Weights
from coop.policies.in_force import InForce, all_in_force


def weight_rules(session: Session, *, at: dt.datetime) -> dict[str, InForce]:
    """The rule ``ranking.<signal>`` of every signal, in their order."""
    rules = all_in_force(session, (f"ranking.{name}" for name in NAMES), at)
    return {name: rules[f"ranking.{name}"] for name in NAMES}


def weights(session: Session, *, at: dt.datetime) -> Weights:
    """The weights in force at a moment."""
    return Weights(**{name: rule.fraction for name, rule in weight_rules(session, at=at).items()})
