"""The duty that keeps the tail of the books short."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Engine

from coop.config import Settings
from coop.ledger.snapshots.summing import catch_up


def keep_sums(engine: Engine, _settings: Settings, at: dt.datetime) -> int:
    """Cut and sum the entries since the last cut; returns how many cuts were summed."""
    return catch_up(engine, at=at)


DUTIES = [("ledger: keep sums", 10, keep_sums)]
