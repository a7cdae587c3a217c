"""Drawing a panel by a seed that nobody can choose, so that anyone can draw it again.

    seed    = SHA-256(root || reference)      root: 32 bytes of a signed tree head of the public log
    ticket  = SHA-256(seed in hex || token)   token: a member's pseudonym in this case alone, in hex
    drawn   = tokens by ticket, the lowest first

The tree head is the first one signed from a moment on that is published a fortnight before; the members who can be
drawn are those who were willing before that moment. By hand, with the tokens one a line in pool.txt:

    while read t; do printf '%s%s' $SEED $t | sha256sum | cut -c1-64 | tr '\\n' ' '; echo $t; done < pool.txt | sort
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import TypeVar

PATIENCE = dt.timedelta(days=1)
"""If nothing was signed for so long after the moment, the last tree head from before it serves."""
AGAIN = dt.timedelta(days=7)
"""When too few can be drawn, those willing a week later are."""

Head = TypeVar("Head")


def seed_of(root: bytes, reference: str) -> str:
    """The seed in hex; raises ValueError for a root that is no SHA-256."""
    if len(root) != 32:
        raise ValueError("the root of a tree head has 32 bytes")
    return sha256(root + reference.encode()).hexdigest()


def ticket(seed: str, token: str) -> str:
    """A token's place in the draw, as a number in hex."""
    return sha256((seed + token).encode()).hexdigest()


def draw(tokens: Iterable[str], seed: str) -> tuple[str, ...]:
    """All tokens in the order they are drawn; raises ValueError for one that comes twice."""
    found = list(tokens)
    if len(set(found)) != len(found):
        raise ValueError("a member can be drawn once")
    return tuple(sorted(found, key=lambda token: (ticket(seed, token), token)))


def head_for(heads: Sequence[tuple[dt.datetime, Head]], due_at: dt.datetime, at: dt.datetime) -> Head | None:
    """The tree head that the draw of `due_at` rests on, None while it is not known. `heads`: by moment signed."""
    for signed_at, head in heads:
        if due_at <= signed_at < due_at + PATIENCE and signed_at <= at:
            return head
    if at < due_at + PATIENCE:
        return None
    before = [head for signed_at, head in heads if signed_at < due_at]
    return before[-1] if before else None


def moments(first: dt.datetime, at: dt.datetime) -> list[dt.datetime]:
    """The moments of drawing that have come: the first, and one a week after it for as long as too few are willing."""
    found = []
    while first <= at:
        found.append(first)
        first += AGAIN
    return found
