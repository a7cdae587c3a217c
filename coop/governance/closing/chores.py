"""The clock's part in closing votes; what readers see does not wait for it."""

from __future__ import annotations

import datetime as dt
from functools import partial

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from coop.config import Settings
from coop.db import transaction
from coop.db.overwriting import forget_order
from coop.db.session import retrying
from coop.governance.ballots.models import BOX, BoxSweep
from coop.governance.closing import actions, queries
from coop.governance.delegation.letters import LETTERS
from coop.governance.delegation.models import PAIRS
from coop.governance.proposals.models import Proposal


def close_votes(engine: Engine, _settings: Settings, at: dt.datetime) -> int:
    """Close what is due, each vote in its own database transaction."""
    with transaction(engine, write=False) as session:
        waiting = queries.due(session, at=at)
    return sum(retrying(engine, partial(_close, at=at, proposal_id=proposal_id)) for proposal_id in waiting)


def sweep_boxes(engine: Engine, settings: Settings, at: dt.datetime) -> int:
    """After a closing, rid the files of the order of arrival; again until no reader is in the way."""
    with transaction(engine, write=False) as session:
        waiting = queries.unswept(session)
    if not waiting or not forget_order(engine, (*BOX, *PAIRS, *LETTERS), settings.database_owner_url):
        return 0
    with transaction(engine) as session:
        session.add_all(BoxSweep(proposal_id=proposal_id, done_at=at) for proposal_id in waiting)
    return len(waiting)


def _close(session: Session, *, proposal_id: int, at: dt.datetime) -> bool:
    return actions.close(session, session.get_one(Proposal, proposal_id), at=at)


DUTIES = [("close votes", 60, close_votes), ("sweep ballot boxes", 60, sweep_boxes)]
