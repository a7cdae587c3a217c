"""Erases whoever asked and waited; a step a database transaction, so that a crash leaves each done or not begun."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Engine, select

from coop.commons.erasure import actions, queries
from coop.commons.erasure.models import ErasureRequest, KeptByLaw, Sweep
from coop.config import Settings
from coop.db import transaction
from coop.db.overwriting import overwrite
from coop.policies.models import Charter


def erase_those_who_asked(engine: Engine, settings: Settings, at: dt.datetime) -> int:
    """Carry out what is due, cut links that nothing needs, let go of what the law let go of; returns how much it did.

    Reads first: while nothing waits no writer is held up.
    """
    with transaction(engine, write=False) as session:
        if session.get(Charter, 1) is None:
            return 0
        due = select(ErasureRequest.id).where(ErasureRequest.closed_at.is_(None), ErasureRequest.due_at <= at)
        requests, linked = list(session.execute(due).scalars()), list(queries.unended(session))
        over = select(KeptByLaw.key).where(KeptByLaw.blanked_at.is_(None), KeptByLaw.until < at.date())
        kept = session.execute(over.limit(1)).first() is not None
    done = sum(_erased(engine, request, at) for request in requests)
    for request in linked:
        with transaction(engine) as session:
            done += actions.end(session, request, at=at)
    if kept:
        with transaction(engine) as session:
            done += actions.let_go(session, at=at)
    sweep(engine, settings, at)
    return done


def _erased(engine: Engine, request: int, at: dt.datetime) -> bool:
    try:
        with transaction(engine) as session:
            actions.erase(session, request, at=at)
    except actions.NotYet:
        return False
    return True


def sweep(engine: Engine, settings: Settings, at: dt.datetime) -> int:
    """Delete the files and overwrite the pages of what was erased; returns how many erasures are swept now."""
    with transaction(engine, write=False) as session:
        query = select(Sweep).where(Sweep.done_at.is_(None)).order_by(Sweep.id)
        waiting = [(one.id, one.files.splitlines()) for one in session.execute(query).scalars()]
    if not waiting:
        return 0
    for _number, files in waiting:
        for name in files:
            (settings.uploads / name).unlink(missing_ok=True)
    with transaction(engine) as session:
        for number, _files in waiting:
            one = session.get_one(Sweep, number)
            one.files = ""
    # Last of all, and marked only when it is done: the names of files above are overwritten with the rest.
    if not overwrite(engine, settings.database_owner_url):
        return 0
    with transaction(engine) as session:
        for number, _files in waiting:
            session.get_one(Sweep, number).done_at = at
    return len(waiting)


DUTIES = [("erasure: erase those who asked", 300, erase_those_who_asked)]
