"""What proves a fact: its leaf, its path to a signed tree head, and what opens its commitment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.ledger.log import notes, reading
from coop.ledger.log.models import Checkpoint, Leaf, LeafOpening
from coop.ledger.log.signing import newest


@dataclass(frozen=True)
class Proof:
    """A leaf in a signed tree; `path` runs from its sibling to the root. `salt` and `private` may be erased."""

    index: int
    body: bytes
    hash: bytes
    path: tuple[bytes, ...]
    head: Checkpoint

    def text(self) -> str:
        """As C2SP tlog-proof."""
        return notes.proof(self.index, self.path, self.head.note)


def proof_of(session: Session, source: str, key: int) -> Proof | None:
    """The proof of a fact under the newest tree head; None while it has none."""
    return proofs_of(session, [(source, key)]).get((source, key))


def proofs_of(session: Session, facts: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Proof]:
    """(type, number of the row) -> proof, for those that a signed tree head covers; all under one head."""
    head = newest(session)
    if head is None:
        return {}
    tree = reading.tree(session, head.size)
    found = {}
    for source in {source for source, _ in facts}:
        keys = [key for of, key in facts if of == source]
        rows = session.execute(
            select(Leaf.key, Leaf.leaf_index, Leaf.body, Leaf.hash).where(
                Leaf.source == source, Leaf.key.in_(keys), Leaf.leaf_index < head.size
            )
        )
        for key, index, body, hashed in rows:
            found[source, key] = Proof(index, body, hashed, tuple(tree.inclusion(index)), head)
    return found


def openings(session: Session, indexes: Sequence[int]) -> dict[int, tuple[bytes, bytes]]:
    """Leaf index -> (salt, private bytes), for those that were not erased."""
    rows = session.execute(
        select(LeafOpening.leaf_index, LeafOpening.salt, LeafOpening.private).where(
            LeafOpening.leaf_index.in_(indexes)
        )
    )
    return {index: (salt, private) for index, salt, private in rows}
