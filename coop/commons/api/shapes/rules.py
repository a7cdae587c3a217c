"""Rules with their versions, and the weights of the published order."""

from __future__ import annotations

from coop.commons.api.shapes.base import Address, Exact, Moment, Shape, told
from coop.commons.dictionary import addresses, rules


class RuleVersion(Shape):
    """A value of a rule, and the decision that set it."""

    version: int = told(rules.VERSION)
    value: str | int | bool = told(rules.VALUE)
    in_force_from: Moment = told(rules.IN_FORCE_FROM)
    recorded_at: Moment = told(rules.RECORDED_AT)
    decision: str = told(rules.DECISION)
    decision_title: str = told(rules.DECISION_TITLE)


class RuleLine(Shape):
    """A rule with its bounds, the version in force, and the next one if it is set already."""

    name: str = told(rules.NAME)
    unit: str = told(rules.UNIT)
    meaning: str = told(rules.MEANING)
    least: str | None = told(rules.LEAST)
    most: str | None = told(rules.MOST)
    choices: list[str] = told(rules.CHOICES)
    constant: bool = told(rules.CONSTANT)
    in_force: RuleVersion | None = told(rules.IN_FORCE)
    coming: RuleVersion | None = told(rules.COMING)
    url: Address = told(addresses.URL)
    page: Address = told(addresses.PAGE_URL)


class RuleList(Shape):
    """Every rule, in the order of the register."""

    items: list[RuleLine] = told(addresses.ITEMS)


class Rule(RuleLine):
    """A rule with every version it ever had."""

    versions: list[RuleVersion] = told(rules.VERSIONS)


class Weight(Shape):
    """The weight of one signal, and the rule that sets it."""

    signal: str = told(rules.SIGNAL)
    weight: Exact = told(rules.WEIGHT)
    rule: str = told(rules.NAME)
    version: int = told(rules.VERSION)
    in_force_from: Moment = told(rules.IN_FORCE_FROM)


class Ranking(Shape):
    """The published order of search results: a score is the sum of weight times signal."""

    weights: list[Weight] = told(rules.WEIGHTS)
    bound: int = told(rules.BOUND)
    bound_placeless: int = told(rules.BOUND_PLACELESS)
    page: Address = told(addresses.PAGE_URL)
