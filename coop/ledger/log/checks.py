"""Whether the log in the database is whole: every fact in it or on its way, every hash, every signed head."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from coop.ledger import readings
from coop.ledger.checks import Finding
from coop.ledger.log.merkle import Frontier, leaf_hash
from coop.ledger.log.models import Checkpoint, Leaf

_CHUNK = 5000

# What would be missing if somebody had emptied the queue behind the triggers' back.
_ESCAPED = text(
    "SELECT e.id FROM entries e "
    "WHERE e.book <> 1 AND NOT EXISTS (SELECT 1 FROM log_leaves l WHERE l.source = 'entry' AND l.key = e.id) "
    "AND NOT EXISTS (SELECT 1 FROM log_queue q WHERE q.source = 'entry' AND q.key = e.id) ORDER BY e.id LIMIT 20"
)


def findings(session: Session) -> list[Finding]:
    """Everything wrong with the log. Reads every leaf: for a daily duty and `coop check`, not for a page."""
    with readings.reading(session, readings.ALL):
        escaped = session.execute(_ESCAPED).scalars().all()
    found = [
        Finding("every entry is in the log", f"entry {number}", "it has no leaf and does not wait for one")
        for number in escaped
    ]
    return [*found, *_wrong_hashes(session)]


def _wrong_hashes(session: Session) -> Iterator[Finding]:
    heads = dict(session.execute(select(Checkpoint.size, Checkpoint.root)).all())
    frontier = Frontier()
    for index, body, hashed in _leaves(session):
        if index != frontier.size:
            yield Finding("leaves follow each other", f"leaf {index}", f"{frontier.size} was due")
            return
        if leaf_hash(body) != hashed:
            yield Finding("leaves have their hash", f"leaf {index}", "its bytes are not those that were hashed")
        frontier.add(hashed)
        root = heads.pop(frontier.size, None)
        if root is not None and root != frontier.root():
            yield Finding("signed heads are of this tree", f"tree head {frontier.size}", "its root is another")
    for size in heads:
        yield Finding("signed heads are of this tree", f"tree head {size}", f"there are {frontier.size} leaves")


def _leaves(session: Session) -> Iterator[Row[int, bytes, bytes]]:
    after = -1
    while True:
        rows = session.execute(
            select(Leaf.leaf_index, Leaf.body, Leaf.hash)
            .where(Leaf.leaf_index > after)
            .order_by(Leaf.leaf_index)
            .limit(_CHUNK)
        ).all()
        if not rows:
            return
        yield from rows
        after = rows[-1].leaf_index
