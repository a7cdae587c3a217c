"""The demo's public log: its key is drawn with its database, so that proofs are there from the first page."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from coop.commons.log.chores import sequence_the_log
from coop.config import Settings
from coop.db import transaction
from coop.db.engine import make_engine
from coop.ledger.log import signing


def begin_log(settings: Settings) -> None:
    """Begin the log of a freshly made database; one that has begun is brought up to date."""
    engine = make_engine(settings.database_url)
    now = dt.datetime.now(dt.UTC)
    try:
        with transaction(engine) as session:
            if signing.current_key(session) is None:
                _forget(settings.log_key)
                signing.begin(session, settings.log_key, settings.log_origin, at=now)
        sequence_the_log(engine, settings, now)
    finally:
        engine.dispose()


def _forget(key_file: Path) -> None:
    """A key without its database, which was thrown away, signs nothing any more."""
    for path in key_file.parent.glob(key_file.name + "*"):
        path.unlink()
