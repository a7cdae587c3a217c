"""The clock's part: delegations lapse, and those that are over are forgotten."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from coop.config import Settings
from coop.db.session import retrying
from coop.governance.carrying.actions import forget
from coop.governance.delegation.actions import lapse


def _tend(session: Session, at: dt.datetime) -> int:
    return lapse(session, at=at) + forget(session, at=at)


def tend_delegations(engine: Engine, _settings: Settings, at: dt.datetime) -> int:
    """Everything that is due, in one database transaction."""
    return retrying(engine, lambda session: _tend(session, at))


DUTIES = [("tend delegations", 3600, tend_delegations)]
