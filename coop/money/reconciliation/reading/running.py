"""A running balance: which end of a file is the newer, and whether a line is missing in between."""

from __future__ import annotations

import itertools

from flask_babel import gettext as _

from coop.money.reconciliation.reading.statement import Line, refused


def in_time(lines: list[Line]) -> tuple[list[Line], int | None, int | None]:
    """`(lines, the oldest first; opening balance; closing balance)`; no balances for a file without them.

    Banks list the newest first or last. The running balance tells which: each follows from the one before. Raises
    BadStatement where it does not.
    """
    forward = lines[0].day <= lines[-1].day
    if any(line.balance_cents is None for line in lines):
        return (lines if forward else lines[::-1]), None, None
    breaks = [_first_break(lines), _first_break(lines[::-1])]
    if breaks[0] is None and breaks[1] is None:
        chosen = lines if forward else lines[::-1]
    elif breaks[0] is None:
        chosen = lines
    elif breaks[1] is None:
        chosen = lines[::-1]
    else:
        broken = breaks[0] if forward else breaks[1]
        raise refused(
            _("The balance does not follow from the line before: a line is missing, or was changed"),
            _("Download the file again, with every line of its days."),
            broken,
        )
    closing = chosen[-1].balance_cents
    first = chosen[0].balance_cents
    return chosen, None if first is None else first - chosen[0].cents, closing


def _first_break(lines: list[Line]) -> int | None:
    """The number of the first line whose balance is not the former one and its own amount."""
    for former, line in itertools.pairwise(lines):
        if (former.balance_cents or 0) + line.cents != line.balance_cents:
            return line.number
    return None
