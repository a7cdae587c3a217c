"""Keeping what search knows of listings fresh, the stalest first, a bounded number at a time."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Engine

from coop.config import Settings
from coop.db import transaction
from coop.market.ranking import actions

EVERY_SECONDS = 60
AT_A_TIME = 500
FRESH_FOR = dt.timedelta(seconds=EVERY_SECONDS - 5)


def look_anew(engine: Engine, _settings: Settings, at: dt.datetime) -> int:
    """Refresh the signals of open listings; returns of how many."""
    with transaction(engine, write=False) as session:
        due = actions.stalest(session, before=at - FRESH_FOR, most=AT_A_TIME)
    looked_at = 0
    for start in range(0, len(due), 50):  # small transactions: bookings go on meanwhile
        with transaction(engine) as session:
            looked_at += actions.refresh(session, due[start : start + 50], at=at)
    return looked_at


DUTIES = [("look at listings for search", EVERY_SECONDS, look_anew)]
