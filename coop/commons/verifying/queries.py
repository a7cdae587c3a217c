"""The keys that this site's own log was ever signed with."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.ledger.log.models import LogKey


def known_keys(session: Session) -> dict[str, list[str]]:
    """Origin of a log -> its verifier keys, oldest first; empty before the log begins."""
    known: dict[str, list[str]] = {}
    for verifier in session.execute(select(LogKey.verifier).order_by(LogKey.id)).scalars():
        known.setdefault(verifier.partition("+")[0], []).append(verifier)
    return known
