"""No clock of its own: where clocks are gathered, governance is told where to ask who worked for whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import Engine

from coop.config import Settings
from coop.market.disputes import dealings

__all__ = ["DUTIES", "dealings"]

DUTIES: list[tuple[str, int, Callable[[Engine, Settings, dt.datetime], int]]] = []
