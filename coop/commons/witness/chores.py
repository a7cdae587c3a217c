"""Looking at the logs of sister co-ops on a clock."""

from __future__ import annotations

import datetime as dt
import logging

from sqlalchemy import Engine

from coop.commons.witness.looking import look_at_all
from coop.config import Settings

_log = logging.getLogger("coop.witness")


def watch_sister_logs(engine: Engine, settings: Settings, at: dt.datetime) -> int:
    """Look at every watched log; returns how many showed what no honest log shows. Silence is shown on /witness."""
    looks = look_at_all(engine, settings.witness_key, at=at)
    for look in looks:
        if look.wrong:
            _log.error("ALARM %s: %s", look.log.address, look.wrong)
        elif look.trouble:
            _log.warning("%s could not be read: %s", look.log.address, look.trouble)
    return sum(1 for look in looks if look.wrong)


DUTIES = [("watch sister logs", 600, watch_sister_logs)]
