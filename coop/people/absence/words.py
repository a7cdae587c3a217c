"""How a member stands, in the reader's language."""

from __future__ import annotations

from flask_babel import gettext as _

from coop.people.absence.rules import Condition


def condition(value: Condition) -> str:
    """A condition of a membership."""
    said: dict[Condition, str] = {
        Condition.GOOD: _("In good standing"),
        Condition.ON_LEAVE: _("On leave"),
        Condition.SUSPENDED: _("Suspended"),
        Condition.LEFT: _("Left"),
    }
    return said[value]
