"""The log as files of the export: its leaves as they were hashed, its tree heads, its keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.commons.exports.books import CHUNK, stamp
from coop.ledger.log import reading, signing
from coop.ledger.log.models import Checkpoint, LogKey
from coop.ledger.log.notes import TreeHead


def leaf_lines(session: Session) -> Iterator[bytes]:
    """The bytes of every leaf that the newest tree head covers, in order; none holds a line feed."""
    head = signing.newest(session)
    size = head.size if head else 0
    for first in range(0, size, CHUNK):
        yield from reading.bodies(session, first, min(CHUNK, size - first))


def checkpoint_rows(session: Session) -> Iterator[dict[str, Any]]:
    """Every tree head ever signed, oldest first."""
    heads = session.execute(
        select(Checkpoint.note, Checkpoint.signed_at).order_by(Checkpoint.size).execution_options(yield_per=CHUNK)
    )
    for note, signed_at in heads:
        size, root = TreeHead.read(note).text().split("\n")[1:3]
        yield {"size": int(size), "root": root, "note": note, "signed_at": stamp(signed_at)}


def key_rows(session: Session) -> Iterator[dict[str, Any]]:
    """Every key of the log with the note that handed the log over to it."""
    for key in session.execute(select(LogKey).order_by(LogKey.id)).scalars():
        yield {
            "verifier": key.verifier,
            "previous": key.previous,
            "began_at": stamp(key.began_at),
            "size": key.size,
            "note": key.note,
        }


def newest_note(session: Session) -> str:
    """The newest signed tree head; empty before the first."""
    head = signing.newest(session)
    return head.note if head else ""
