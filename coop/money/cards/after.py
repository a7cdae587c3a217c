"""What follows from card money that has just been booked, on floors above: they ask to be called."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from sqlalchemy import Engine

from coop.config import Settings

_log = logging.getLogger("coop.cards")

Follow = Callable[[Engine, Settings, dt.datetime], int]
_FOLLOWS: list[Follow] = []


def follow(deed: Follow) -> Follow:
    """Have `deed` done whenever card money was booked; it is a duty too, so that nothing hangs on this call."""
    if deed not in _FOLLOWS:
        _FOLLOWS.append(deed)
    return deed


def follow_up(engine: Engine, settings: Settings, at: dt.datetime) -> None:
    """Do what follows; a failure is logged and left to the duty."""
    for deed in _FOLLOWS:
        try:
            deed(engine, settings, at)
        except Exception:
            _log.exception("%s failed; the worker repeats it", deed.__name__)
