"""The clock's part in carrying out decisions."""

from __future__ import annotations

import datetime as dt
from functools import partial

from sqlalchemy import Engine

from coop.config import Settings
from coop.db import transaction
from coop.db.session import retrying
from coop.governance.enactment import actions, queries


def enact_decisions(engine: Engine, _settings: Settings, at: dt.datetime) -> int:
    """Carry out what is due, each decision in its own database transaction."""
    with transaction(engine, write=False) as session:
        waiting = queries.due(session, at=at)
    return sum(
        retrying(engine, partial(actions.try_to_enact, proposal_id=proposal_id, at=at))
        for proposal_id in waiting
    )


DUTIES = [("enact decisions", 60, enact_decisions)]
