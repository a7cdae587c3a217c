"""The digest of a frozen roll: published at opening, so that a voter added or dropped later shows."""

from collections.abc import Iterable
from hashlib import sha256


def roll_digest(tokens: Iterable[str]) -> str:
    """SHA-256, in hex, over the members' tokens sorted by their UTF-8 bytes, each ended by a line feed.

    By hand: `LC_ALL=C sort roll.txt | sha256sum`. The order in which tokens are passed in does not matter.
    Raises `ValueError` on a token that is empty, holds a line feed or occurs twice: one member, one vote.
    """
    lines = sorted(token.encode() for token in tokens)
    if any(not line or b"\n" in line for line in lines):
        raise ValueError("a token on the roll is one line of text")
    if len(set(lines)) != len(lines):
        raise ValueError("a member stands on the roll once")
    return sha256(b"".join(line + b"\n" for line in lines)).hexdigest()


def pseudonym(reference: str, party_token: str) -> str:
    """A member's name in one decision, in hex: SHA-256(reference || party token).

    Whoever knows their own token finds their line; two decisions cannot be joined without it.
    """
    return sha256(reference.encode() + party_token.encode()).hexdigest()
