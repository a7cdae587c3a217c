"""Duties around payouts."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Engine

from coop.config import Settings
from coop.db import transaction
from coop.money.payouts.reminders import overdue, remind
from coop.policies.models import Charter


def remind_of_cash_fees(engine: Engine, _settings: Settings, at: dt.datetime) -> int:
    """Remind workers who owe cash fees for too long; returns how many were told."""
    with transaction(engine, write=False) as session:
        if session.get(Charter, 1) is None or not overdue(session, at=at):
            return 0
    with transaction(engine) as session:
        return remind(session, at=at)


DUTIES = [("payouts: remind of cash fees", 21_600, remind_of_cash_fees)]
