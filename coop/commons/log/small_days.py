"""What a summary's leaf commits to: the commitments of the entries that it sums, each with a salt of its own.

A commitment is SHA-256(salt || leaf), where `leaf` is the line that the entry would have had in the log. Sorted, the
list tells neither order nor day. What opens one is kept for whoever the entry concerns, until they are erased.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.db import bulk
from coop.ledger.log.leaves import SALT_BYTES, Written, canonical, commitment, leaf_bytes
from coop.ledger.small_days.models import InnerOpening, InnerSalt, SummedEntry

Say = Callable[[Session, Sequence[int], Mapping[int, bytes]], Mapping[int, Written]]

_AT_ONCE = 500


def commitments(session: Session, summary: int, say: Say) -> list[str]:
    """The sorted commitments of what a summary sums, in hexadecimal; keeps what opens each. `say` writes entries as
    leaves have them. An entry whose person was erased meanwhile is committed to with a salt that nobody keeps.
    """
    found = []
    for numbers in _summed(session, summary):
        known = dict(
            session.execute(
                select(InnerSalt.entry_id, InnerSalt.salt).where(InnerSalt.entry_id.in_(numbers))
            ).all()
        )
        salts = {number: known.get(number) or os.urandom(SALT_BYTES) for number in numbers}
        openings = []
        for number, written in say(session, numbers, salts).items():
            private = canonical(written.private)
            leaf = leaf_bytes("entry", canonical(written.fact), commitment(salts[number], private))
            found.append(commitment(salts[number], leaf).hex())
            if number in known:
                openings.append({"entry_id": number, "leaf": leaf, "private": private})
        bulk.insert_rows(session, InnerOpening, openings)
    return sorted(found)


def _summed(session: Session, summary: int) -> Iterator[list[int]]:
    query = select(SummedEntry.entry_id).where(SummedEntry.summary_id == summary).order_by(SummedEntry.entry_id)
    numbers = list(session.execute(query).scalars())
    for first in range(0, len(numbers), _AT_ONCE):
        yield numbers[first : first + _AT_ONCE]
