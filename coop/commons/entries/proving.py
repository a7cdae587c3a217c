"""An entry's proof as its page shows it."""

from __future__ import annotations

import base64
import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from coop.ledger.log import proofs, sequencing, signing

SHOWN_BYTES = 8192
"""A longer leaf is linked and not written out: pages stay light."""


@dataclass(frozen=True)
class ProofShown:
    """Hashes in base64 as in the proof's file, `hash` in hexadecimal; `leaf` None when too long to be shown."""

    index: int
    size: int
    signed_at: dt.datetime
    hash: str
    root: str
    path: tuple[str, ...]
    leaf: str | None


def proof_shown(session: Session, entry_id: int) -> ProofShown | None:
    """The proof under the newest tree head; None while the entry waits for it."""
    proof = proofs.proof_of(session, "entry", entry_id)
    if proof is None:
        return None
    return ProofShown(
        index=proof.index,
        size=proof.head.size,
        signed_at=proof.head.signed_at,
        hash=proof.hash.hex(),
        root=_base64(proof.head.root),
        path=tuple(map(_base64, proof.path)),
        leaf=proof.body.decode() if len(proof.body) <= SHOWN_BYTES else None,
    )


def seconds_to_wait(session: Session) -> int | None:
    """About how long until what waits is signed; None when the log has no key and nothing is."""
    if signing.current_key(session) is None:
        return None
    return sequencing.PAUSE_SECONDS + -(-sequencing.waiting_count(session) // sequencing.BATCH)


def newest_head(session: Session) -> int:
    """The size of the newest tree head: what pages with proofs depend on beside the books."""
    head = signing.newest(session)
    return head.size if head else 0


def _base64(hashed: bytes) -> str:
    return base64.b64encode(hashed).decode()
