"""Giving committed facts their leaves: one sequencer at a time, in batches, each batch one database transaction."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import cast

from sqlalchemy import Table, delete, exists, insert, select, text
from sqlalchemy.orm import Session

from coop.db import bulk
from coop.ledger import readings
from coop.ledger.log import leaves as bytes_of
from coop.ledger.log import reading
from coop.ledger.log.leaves import SALT_BYTES, Written
from coop.ledger.log.merkle import TILE_WIDTH, leaf_hash, perfect_root
from coop.ledger.log.models import FullTile, Leaf, LeafOpening, QueuedFact

BATCH = 250
"""Facts a database transaction: on SQLite nobody else writes meanwhile, so it must stay well below a second."""

PAUSE_SECONDS = 2
"""Between two looks at what waits."""

Source = Callable[[Session, Sequence[int], Mapping[int, bytes]], Mapping[int, Written]]
"""(session, row numbers, row number -> salt) -> row number -> what its leaf says. One for each type of leaf."""

queue = cast(Table, QueuedFact.__table__)


def waiting(session: Session) -> bool:
    """Whether any committed fact has no leaf yet."""
    return bool(session.execute(select(exists().where(queue.c.id > 0))).scalar())


def sequence(session: Session, sources: Mapping[str, Source], *, limit: int = BATCH) -> int:
    """Give up to `limit` queued facts their leaves; returns how many. 0 too while another sequencer is at it."""
    if not alone(session):
        return 0
    rows = session.execute(select(queue.c.id, queue.c.source, queue.c.key).order_by(queue.c.id).limit(limit)).all()
    if not rows:
        return 0
    salts = {(row.source, row.key): os.urandom(SALT_BYTES) for row in rows}
    with readings.reading(session, readings.ALL):
        said = _said(session, sources, salts)
    first = reading.size(session)
    leaves, openings = [], []
    for index, row in enumerate(rows, first):
        written, salt = said[row.source, row.key], salts[row.source, row.key]
        private = None if written.private is None else bytes_of.canonical(written.private)
        commit = None if private is None else bytes_of.commitment(salt, private)
        body = bytes_of.leaf_bytes(row.source, bytes_of.canonical(written.fact), commit)
        leaves.append(
            {"leaf_index": index, "source": row.source, "key": row.key, "body": body, "hash": leaf_hash(body)}
        )
        if private is not None:
            openings.append({"leaf_index": index, "salt": salt, "private": private})
    bulk.insert_rows(session, Leaf, leaves)
    bulk.insert_rows(session, LeafOpening, openings)
    _fill_tiles(session, first, first + len(rows))
    session.execute(delete(queue).where(queue.c.id.in_([row.id for row in rows])))
    return len(rows)


def alone(session: Session) -> bool:
    """Whether this database transaction is the one that sequences; on SQLite the writer's lock says so."""
    if session.get_bind().dialect.name == "sqlite":
        return True
    return bool(session.execute(text("SELECT pg_try_advisory_xact_lock(7042)")).scalar())


def _said(
    session: Session, sources: Mapping[str, Source], salts: Mapping[tuple[str, int], bytes]
) -> dict[tuple[str, int], Written]:
    by_source: dict[str, dict[int, bytes]] = defaultdict(dict)
    for (source, key), salt in salts.items():
        by_source[source][key] = salt
    said: dict[tuple[str, int], Written] = {}
    for source, of_keys in by_source.items():
        found = sources[source](session, list(of_keys), of_keys)
        said |= {(source, key): found[key] for key in of_keys}
    return said


def _fill_tiles(session: Session, before: int, after: int) -> None:
    """Keep the tiles that these leaves filled, level by level."""
    level, rows = 0, []
    while (before := before // TILE_WIDTH) < (after := after // TILE_WIDTH):
        for number in range(before, after):
            hashes = reading.tile(session, level, number, TILE_WIDTH)
            rows.append(
                {"level": level, "number": number, "hashes": b"".join(hashes), "root": perfect_root(hashes)}
            )
        session.execute(insert(FullTile), rows)
        level, rows = level + 1, []


def leaf_of(session: Session, source: str, key: int) -> int | None:
    """The index of a fact's leaf; None while it waits."""
    return session.execute(select(Leaf.leaf_index).where(Leaf.source == source, Leaf.key == key)).scalar()


def waiting_count(session: Session, *, most: int = 10_000) -> int:
    """How many facts wait for their leaf, counted up to `most`."""
    return len(session.execute(select(queue.c.id).limit(most)).all())
