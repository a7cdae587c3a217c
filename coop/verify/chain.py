"""The chain of a vote's ballots."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256


def chain_head(reference: str, hashes: Iterable[str]) -> str:
    """Link 0 is SHA-256 of the vote's reference, each next one SHA-256(link || hash); the last one in hexadecimal."""
    link = sha256(reference.encode()).digest()
    for ballot in hashes:
        link = sha256(link + bytes.fromhex(ballot)).digest()
    return link.hex()
