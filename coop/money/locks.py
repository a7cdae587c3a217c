"""Locks on what is being authorised: one booking's held money, one party's payable, the fund.

On SQLite the one writer's lock does it already.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

FUND = "fund"
_FEW = 8


def lock(session: Session, *things: str) -> None:
    """Hold off every other authorisation over the same things until this database transaction ends.

    Sorted, so that two who lock the same things never wait for each other in a circle. Locks no row: a row
    lock would need a privilege to update tables that are append-only.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    wanted = sorted(set(things))
    if len(wanted) > _FEW:
        every = "SELECT pg_advisory_xact_lock(7042, hashtext(thing)) FROM unnest(CAST(:things AS text[])) AS thing"
        session.execute(text(every), {"things": wanted})
        return
    for thing in wanted:
        session.execute(text("SELECT pg_advisory_xact_lock(7042, hashtext(:thing))"), {"thing": thing})


def party(party_id: int) -> str:
    """The name of a party's payable as a thing to lock; of fixed width, so that names sort by number."""
    return f"party:{party_id:020d}"
