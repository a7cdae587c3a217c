"""A leaf of the log: one line of canonical JSON of exactly four keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from .canonical import NotCanonical, canonical, read
from .shapes import hexed

MOST_BYTES = 65_535

TYPES = {
    "charter": False,
    "decision": True,
    "rule-version": False,
    "entry": True,
    "period": False,
    "vote-opened": True,
    "vote-closed": False,
    "outcome": False,
    "enactment": False,
    "countback": False,
    "countback-answer": False,
    "distribution": False,
    "key": False,
}
"""Type -> whether a private part stands behind its commitment."""

_is_hash: Callable[[Any], bool] = hexed(64)


class BadLeaf(ValueError):
    """Bytes that no log may hold."""


@dataclass(frozen=True)
class Leaf:
    """What a leaf says; `commit` in hexadecimal, None where nothing is private."""

    type: str
    fact: dict[str, Any]
    commit: str | None


def read_leaf(body: bytes) -> Leaf:
    """The leaf of these bytes; raises BadLeaf."""
    if len(body) > MOST_BYTES:
        raise BadLeaf(f"a leaf of {len(body)} bytes, {MOST_BYTES} at most")
    try:
        value = read(body)
    except NotCanonical as error:
        raise BadLeaf(str(error)) from error
    if not isinstance(value, dict) or value.keys() != {"commit", "fact", "type", "v"} or value["v"] != "1":
        raise BadLeaf("it has not the four keys of a leaf of version 1")
    kind, commit, fact = value["type"], value["commit"], value["fact"]
    if not isinstance(kind, str) or kind not in TYPES:
        raise BadLeaf(f"there is no type {str(kind)[:40]!r}")
    if not isinstance(fact, dict):
        raise BadLeaf("its fact is no object")
    if TYPES[kind] != (commit is not None) or not (commit is None or _is_hash(commit)):
        raise BadLeaf("its commitment is not of its type")
    return Leaf(kind, fact, commit)


def bytes_of(kind: str, fact: bytes, commit: str | None) -> bytes:
    """The leaf of a fact given as canonical bytes."""
    said = b"null" if commit is None else b'"' + commit.encode() + b'"'
    return b'{"commit":' + said + b',"fact":' + fact + b',"type":"' + kind.encode() + b'","v":"1"}'


def commitment(salt: str, private: bytes) -> str:
    """What a leaf says of its private part: SHA-256(salt || private), salt and result in hexadecimal."""
    return sha256(bytes.fromhex(salt) + private).hexdigest()


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON of a value that is in canonical form already."""
    return sha256(canonical(value)).hexdigest()
