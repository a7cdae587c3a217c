"""The clock's part in votes held in Belenios."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Engine

from coop.config import Settings
from coop.db.session import retrying
from coop.governance.belenios import reminders


def remind_stewards(engine: Engine, _settings: Settings, at: dt.datetime) -> int:
    """Tell stewards what votes in Belenios wait for."""
    return retrying(engine, lambda session: reminders.remind(session, at=at))


DUTIES = [("remind stewards of votes in Belenios", 900, remind_stewards)]
