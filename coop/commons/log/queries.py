"""The log as its pages show it: how far it has come, its keys, the history of its tree heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.commons.keyset import NEWEST, Key, page_of
from coop.ledger.log import reading, sequencing, signing
from coop.ledger.log.merkle import TILE_WIDTH
from coop.ledger.log.models import Checkpoint, LogKey
from coop.ledger.log.tiles import width_at

PAGE = 50


@dataclass(frozen=True)
class LogState:
    """How far the log has come. `waiting` counts facts without a leaf, `unsigned` leaves without a tree head."""

    head: Checkpoint | None
    waiting: int
    unsigned: int
    keys: tuple[LogKey, ...]

    @property
    def is_up_to_date(self) -> bool:
        return not self.waiting and not self.unsigned


def state(session: Session) -> LogState:
    """What `/log` shows."""
    head = signing.newest(session)
    return LogState(
        head=head,
        waiting=sequencing.waiting_count(session),
        unsigned=reading.size(session) - (head.size if head else 0),
        keys=tuple(session.execute(select(LogKey).order_by(LogKey.id)).scalars()),
    )


@dataclass(frozen=True)
class HeadPage:
    """Tree heads, newest first; keys are sizes, none at either end."""

    heads: tuple[Checkpoint, ...]
    older: int | None
    newer: int | None


def heads(session: Session, key: Key = NEWEST) -> HeadPage:
    """A page of the tree heads that were ever signed."""
    query = select(Checkpoint).limit(PAGE + 1)
    if key.after:
        query = query.where(Checkpoint.size > key.after[0]).order_by(Checkpoint.size)
    else:
        if key.before:
            query = query.where(Checkpoint.size < key.before[0])
        query = query.order_by(Checkpoint.size.desc())
    rows, older, newer = page_of(list(session.execute(query).scalars()), key, PAGE)
    return HeadPage(
        tuple(rows), older=rows[-1].size if older else None, newer=rows[0].size if newer else None
    )


def head_of(session: Session, size: int) -> Checkpoint | None:
    """The tree head of that size, if one was signed."""
    return session.get(Checkpoint, size)


def signed_tile(session: Session, level: int, number: int, width: int) -> bytes | None:
    """A tile's bytes; None beyond what the newest tree head covers."""
    if not _is_signed(session, level, number, width):
        return None
    return b"".join(reading.tile(session, level, number, width))


def signed_bundle(session: Session, number: int, width: int) -> bytes | None:
    """An entry bundle: each leaf after its length in two bytes; None beyond what the newest tree head covers."""
    if not _is_signed(session, 0, number, width):
        return None
    bodies: Sequence[bytes] = reading.bodies(session, number * TILE_WIDTH, width)
    return b"".join(len(body).to_bytes(2, "big") + body for body in bodies)


def _is_signed(session: Session, level: int, number: int, width: int) -> bool:
    head = signing.newest(session)
    return head is not None and 0 < width <= width_at(head.size, level, number)
