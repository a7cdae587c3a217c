"""Choosing cuts: entry numbers at or below which nothing more can enter. Why that holds is said in the package."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Engine, func, insert, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from coop.db import transaction
from coop.ledger import journal, readings
from coop.ledger.models import EntryRow
from coop.ledger.snapshots.models import BalanceCut

STEP = 1000
"""Entries between two cuts: what a balance reads at most besides its snapshot, and what no append ever waits for."""
AT_ONCE = 10
"""Cuts chosen under one lock, so that books brought in by the hundred thousand hold nobody up for long."""
PATIENCE_MS = 250
"""How long to wait for writers, who queue behind us meanwhile; a long import is left to finish."""

_LOCK_NOT_AVAILABLE = "55P03"


def promise(engine: Engine, *, at: dt.datetime, step: int = STEP) -> int:
    """Cut after every `step` entries since the last cut; returns how many cuts were made, 0 when none is due.

    Also 0 when writers keep the lock for longer than `PATIENCE_MS`: the next round of the duty tries again.
    """
    with transaction(engine, write=False) as session, readings.reading(session, readings.ALL):
        if not _is_due(session, step):
            return 0
    try:
        with transaction(engine) as session, readings.reading(session, readings.ALL):
            _hold_off_writers(session)
            return _cut(session, at, step)
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
            return 0
        raise


def _hold_off_writers(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SET LOCAL lock_timeout = {PATIENCE_MS}"))
    journal.lock_closing(session)


def _last(session: Session) -> int:
    return session.execute(select(func.coalesce(func.max(BalanceCut.upto), 0))).scalar_one()


def _is_due(session: Session, step: int) -> bool:
    query = select(EntryRow.id).where(EntryRow.id > _last(session)).order_by(EntryRow.id).offset(step - 1).limit(1)
    return session.execute(query).first() is not None


def _cut(session: Session, at: dt.datetime, step: int) -> int:
    """Under the lock: this statement sees every entry up to the highest it sees, and no other can join them."""
    last = _last(session)
    query = select(EntryRow.id, EntryRow.effective_on).where(EntryRow.id > last).order_by(EntryRow.id)
    entries = session.execute(query.limit(AT_ONCE * step)).all()
    cuts = []
    for begin in range(0, len(entries) - step + 1, step):
        own = entries[begin : begin + step]
        days = [day for _, day in own]
        cuts.append(
            {"upto": own[-1][0], "after": last, "first_on": min(days), "last_on": max(days), "made_at": at}
        )
        last = own[-1][0]
    if cuts:
        session.execute(insert(BalanceCut), cuts)
    return len(cuts)
