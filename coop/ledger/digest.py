"""One hash of all the books, to tell whether two databases hold the same: a backup and its restoration."""

from __future__ import annotations

import hashlib

from sqlalchemy import text
from sqlalchemy.orm import Session

from coop.ledger import readings

_QUERY = """
SELECT e.id, e.reference, e.kind, e.effective_on, p.line, a.code, a.commodity, p.amount
FROM entries e JOIN postings p ON p.entry_id = e.id JOIN accounts a ON a.id = p.account_id
ORDER BY e.id, p.line
"""


def ledger_digest(session: Session) -> str:
    """SHA-256 (hex) over every posting in order, tab-separated, one a line; equal on both databases."""
    digest = hashlib.sha256()
    with readings.reading(session, readings.ALL):
        for row in session.execute(text(_QUERY), execution_options={"yield_per": 5_000}):
            digest.update("\t".join(map(str, row)).encode() + b"\n")
    return digest.hexdigest()
