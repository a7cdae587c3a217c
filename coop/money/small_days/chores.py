"""The duty that publishes groups of small days as they fill."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Engine

from coop.config import Settings
from coop.db import transaction
from coop.ledger.small_days.rules import due
from coop.money.small_days import actions, queries
from coop.policies.models import Charter
from coop.policies.queries import local_day


def publish_small_days(engine: Engine, _settings: Settings, at: dt.datetime) -> int:
    """Publish every full group; returns how many. Reads first: most often there is none."""
    with transaction(engine, write=False) as session:
        if session.get(Charter, 1) is None:
            return 0
        least = queries.least_bookings(session, at)
        yesterday = local_day(session, at) - dt.timedelta(days=1)
        if not least or not due(queries.waiting(session), least, yesterday=yesterday):
            return 0
    with transaction(engine) as session:
        return actions.publish_due(session, at=at)


DUTIES = [("publish small days", 3_600, publish_small_days)]
