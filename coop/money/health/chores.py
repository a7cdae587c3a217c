"""Duties that check the books and tell every steward, loudly, when something is wrong."""

from __future__ import annotations

import datetime as dt
from dataclasses import astuple

from sqlalchemy import Engine

from coop.config import Settings
from coop.db import transaction
from coop.ledger.checks import Finding
from coop.money.health.actions import tell_stewards
from coop.money.health.models import BookCheck
from coop.money.health.queries import all_findings, known_findings
from coop.policies.models import Charter


def watch_the_books(engine: Engine, _settings: Settings, at: dt.datetime) -> int:
    """Check what came since the last cut; returns how many findings there are.

    Reads first: no writer waits for sound books.
    """
    with transaction(engine, write=False) as session:
        found = known_findings(session) if session.get(Charter, 1) else []
    return _told(engine, found, at)


def check_from_zero(engine: Engine, _settings: Settings, at: dt.datetime) -> int:
    """Check all the books and every sum kept of them, keep what was found; returns how many findings there are."""
    with transaction(engine, write=False) as session:
        if session.get(Charter, 1) is None:
            return 0
        found = all_findings(session)
    with transaction(engine) as session:
        session.add(BookCheck(checked_at=at, findings=[list(astuple(finding)) for finding in found]))
    return _told(engine, found, at)


def _told(engine: Engine, found: list[Finding], at: dt.datetime) -> int:
    if found:
        with transaction(engine) as session:
            tell_stewards(session, found, at=at)
    return len(found)


DUTIES = [("watch the books", 600, watch_the_books), ("check the books from zero", 21_600, check_from_zero)]
