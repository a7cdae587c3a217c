"""The sequencer: facts get their leaves, then the tree's head is signed, after their commit."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Engine

from coop.commons.log.sources import SOURCES
from coop.config import Settings
from coop.db import transaction
from coop.ledger.log import checks, sequencing, signing
from coop.money.health.actions import tell_stewards
from coop.policies.models import Charter


def sequence_the_log(engine: Engine, settings: Settings, at: dt.datetime) -> int:
    """Give every waiting fact its leaf and sign the tree; returns how many leaves it wrote.

    Reads first: while nothing waits no writer is held up. Raises `keys.NoKey` and `signing.Forked`, after the leaves
    were written: facts enter the log even when its head cannot be signed, and the worker's log says why, loudly.
    """
    with transaction(engine, write=False) as session:
        if session.get(Charter, 1) is None:
            return 0
        waits, unsigned = sequencing.waiting(session), signing.is_behind(session)
    written = 0
    while waits:
        with transaction(engine) as session:
            done = sequencing.sequence(session, SOURCES)
        written += done
        waits = done == sequencing.BATCH
    if written or unsigned:
        with transaction(engine) as session:
            signing.sign(session, settings.log_key, at=at)
    return written


def check_the_log(engine: Engine, _settings: Settings, at: dt.datetime) -> int:
    """Read the whole log and tell every steward when it is not whole; returns how many findings there are."""
    with transaction(engine, write=False) as session:
        found = checks.findings(session)
    if found:
        with transaction(engine) as session:
            tell_stewards(session, found, at=at)
    return len(found)


DUTIES = [("sequence the log", sequencing.PAUSE_SECONDS, sequence_the_log), ("check the log", 86_400, check_the_log)]
