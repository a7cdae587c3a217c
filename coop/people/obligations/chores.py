"""The clock's part: what was retained gets its day, and what is due comes due."""

from __future__ import annotations

import datetime as dt
from functools import partial

from sqlalchemy import Engine

from coop.config import Settings
from coop.db import transaction
from coop.db.session import retrying
from coop.people.obligations import actions, queries
from coop.policies.in_force import NotFounded
from coop.policies.queries import local_day


def dividends_come_due(engine: Engine, _settings: Settings, at: dt.datetime) -> int:
    """Date what was retained and release what is due, each in its own transaction; returns how many came due."""
    with transaction(engine, write=False) as session:
        try:
            today = local_day(session, at)
        except NotFounded:
            return 0
        undated = bool(queries.without_obligation(session))
    if undated:
        retrying(engine, actions.date_retained)
    with transaction(engine, write=False) as session:
        waiting = [obligation.id for obligation in queries.due(session, today=today)]
    return sum(retrying(engine, partial(actions.release, obligation_id=number, at=at)) for number in waiting)


DUTIES = [("capital: dividends come due", 3600, dividends_come_due)]
