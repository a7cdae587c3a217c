"""What the clock does for reconciliation: match what is certain, say what is late."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Engine

from coop.config import Settings
from coop.db import transaction
from coop.money.reconciliation import actions, queries, reminders
from coop.policies.models import Charter


def match_what_is_certain(engine: Engine, _settings: Settings, at: dt.datetime) -> int:
    """Match lines to entries recorded since; returns how many matches. Reads first: most often there are none."""
    with transaction(engine, write=False) as session:
        if session.get(Charter, 1) is None or not any(one.is_sure for one in queries.found(session)):
            return 0
    with transaction(engine) as session:
        return actions.match_sure(session, at=at)


def remind_of_the_bank(engine: Engine, _settings: Settings, at: dt.datetime) -> int:
    """Remind stewards of a late statement or of what is unmatched for long; returns how many notices."""
    with transaction(engine, write=False) as session:
        if session.get(Charter, 1) is None or not reminders.due(session, at=at):
            return 0
    with transaction(engine) as session:
        return reminders.remind(session, at=at)


DUTIES = [
    ("reconciliation: match what is certain", 3_600, match_what_is_certain),
    ("reconciliation: remind stewards", 21_600, remind_of_the_bank),
]
