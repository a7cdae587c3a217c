"""The clock's part in projects: a word before the last day, and the return of what is left after it."""

from __future__ import annotations

import datetime as dt
from functools import partial

from sqlalchemy import Engine

from coop.config import Settings
from coop.db import transaction
from coop.db.session import retrying
from coop.money.fund.commitments import actions, queries
from coop.policies.in_force import NotFounded
from coop.policies.queries import local_day


def warn_and_return(engine: Engine, _settings: Settings, at: dt.datetime) -> int:
    """Each project in a database transaction of its own; returns how many were told or closed."""
    with transaction(engine, write=False) as session:
        try:
            today = local_day(session, at)
        except NotFounded:
            return 0
        near, over = queries.to_warn(session, today=today), queries.overdue(session, today=today)
    told = sum(retrying(engine, partial(actions.warn, commitment_id=one, at=at)) for one in near)
    return told + sum(retrying(engine, partial(actions.close_overdue, commitment_id=one, at=at)) for one in over)


DUTIES = [("projects: warn, and return what is left", 3600, warn_and_return)]
