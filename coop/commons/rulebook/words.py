"""How a rule's value is said to a reader."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from coop.policies.register import REGISTER
from coop.policies.rules import RuleSpec, Unit
from coop.web import filters

UNITS = {
    Unit.SHARE: _l("a share"),
    Unit.WEIGHT: _l("a weight"),
    Unit.CENTS: _l("an amount of money"),
    Unit.DAYS: _l("days"),
    Unit.HOURS: _l("hours"),
    Unit.COUNT: _l("a number"),
    Unit.CHOICE: _l("one of several ways"),
    Unit.FLAG: _l("yes or no"),
}

CHOICES = {
    "simple": _l("more yes than no"),
    "two-thirds": _l("two thirds of yes and no"),
    "three-quarters": _l("three quarters of yes and no"),
    "four-fifths": _l("four fifths of yes and no"),
    "consensus": _l("nobody opposed"),
    "consensus-minus-1": _l("at most one opposed"),
    "at-most-a-quarter-opposed": _l("at most two or a quarter of the members opposed"),
    "no-objection": _l("admitted unless a member objects"),
    "vote": _l("admitted by a vote"),
    "whole": _l("of the whole surplus"),
    "members": _l("of what members' work left over"),
    "proportional": _l("in proportion, by Scottish STV"),
    "condorcet": _l("by Schulze's Condorcet method"),
    "qualified": _l("qualified notices"),
    "nonqualified": _l("nonqualified notices"),
}


def said(name: str, written: Any) -> str:
    """The value of a rule, as written in the books, in the reader's words: `5%`, `7 days`."""
    spec = REGISTER.get(name)
    if spec is None:
        return str(written)
    return value_said(spec, spec.parse(written))


def value_said(spec: RuleSpec, value: Any) -> str:
    """A typed value of a rule in words."""
    if spec.unit in (Unit.SHARE, Unit.WEIGHT):
        return filters.percent(value, 2) if spec.unit is Unit.SHARE or value <= 1 else str(value)
    if spec.unit is Unit.CENTS:
        return filters.money(value)
    if spec.unit is Unit.DAYS:
        return str(ngettext("%(num)s day", "%(num)s days", value))
    if spec.unit is Unit.HOURS:
        return str(ngettext("%(num)s hour", "%(num)s hours", value))
    if spec.unit is Unit.FLAG:
        return str(_("yes") if value else _("no"))
    return str(CHOICES.get(str(value), value))


def bounds_said(spec: RuleSpec) -> str:
    """What no vote may cross, in words."""
    if spec.constant:
        return str(_("A constant of the charter: no vote can change it."))
    if spec.choices:
        return str(_("One of: %(choices)s.", choices="; ".join(str(CHOICES.get(c, c)) for c in spec.choices)))
    if spec.least is not None and spec.most is not None:
        return str(
            _("From %(least)s to %(most)s.", least=value_said(spec, spec.least), most=value_said(spec, spec.most),)
        )
    return str(_("No bounds."))
