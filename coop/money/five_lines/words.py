"""What the five lines are called, for `_macros/money.html`."""

from __future__ import annotations

from flask_babel import gettext as _

from coop.money.split.rules import FiveLines, Line


def labelled(lines: FiveLines, *, worker: str = "") -> list[tuple[str, int]]:
    """(label, cents) in the order shown; `worker` is the worker's name where the page knows it."""
    labels = {
        Line.WORKER: _("To %(name)s", name=worker) if worker else _("To the worker"),
        Line.RUNNING: _("Running the co-op"),
        Line.PROCESSOR: _("Payment processor"),
        Line.RESERVE: _("Reserve (expected)"),
        Line.TAX: _("Tax"),
    }
    return [(labels[line], cents) for line, cents in lines]
