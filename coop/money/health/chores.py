"""A duty that checks the books and tells every steward, loudly, when something is wrong."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Engine

from coop.config import Settings
from coop.db import transaction
from coop.money.health.actions import tell_stewards
from coop.money.health.queries import all_findings
from coop.policies.models import Charter


def watch_the_books(engine: Engine, _settings: Settings, at: dt.datetime) -> int:
    """Run every check; returns how many findings there are. Reads first: no writer waits for sound books."""
    with transaction(engine, write=False) as session:
        found = all_findings(session) if session.get(Charter, 1) else []
    if found:
        with transaction(engine) as session:
            tell_stewards(session, found, at=at)
    return len(found)


DUTIES = [("watch the books", 600, watch_the_books)]
