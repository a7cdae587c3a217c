"""The clock's part in offices: nobody has to remember when a term ends."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from coop.config import Settings
from coop.db.session import retrying
from coop.governance.offices.reminders import remind
from coop.policies.models import Charter


def tell_of_elections(engine: Engine, _settings: Settings, at: dt.datetime) -> int:
    """Tell members of elections that are due, in one database transaction."""
    return retrying(engine, lambda session: _tell(session, at))


def _tell(session: Session, at: dt.datetime) -> int:
    return remind(session, at=at) if session.get(Charter, 1) is not None else 0


DUTIES = [("tell of elections due", 3600, tell_of_elections)]
