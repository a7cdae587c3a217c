"""What a leaf is made of: canonical bytes, and a salted commitment to what only some may read. Pure.

RFC 8785 with one restriction that makes it simple: there are no JSON numbers, every integer is a decimal string.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

VERSION = "1"
MOST_BYTES = 65_535
SALT_BYTES = 32

Fact = Mapping[str, Any]


class NotCanonical(TypeError):
    """A value that no leaf may hold: a float, a key that is not plain ASCII, or bytes beyond the bound."""


@dataclass(frozen=True)
class Written:
    """A fact as it enters the log: `private` is what its commitment covers, None for nothing."""

    fact: Fact
    private: Fact | None = None


def in_words(value: Any) -> Any:
    """The same value with every integer as a decimal string, all the way down; raises NotCanonical."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        return {key: in_words(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [in_words(item) for item in value]
    raise NotCanonical(f"a leaf cannot hold {type(value).__name__} {value!r}")


def canonical(value: Any) -> bytes:
    """RFC 8785 bytes of a value, its integers as strings.

    Without numbers, and with keys in ASCII (so that code points and UTF-16 sort alike), the standard library's
    writer gives exactly these bytes; a test compares it with an RFC 8785 library.
    """
    words = in_words(value)
    _check_keys(words)
    return json.dumps(words, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _check_keys(value: Any) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise NotCanonical(f"a key must be ASCII text, not {key!r}")
            _check_keys(item)
    elif isinstance(value, list):
        for item in value:
            _check_keys(item)


def leaf_bytes(kind: str, fact: bytes, commit: bytes | None) -> bytes:
    """The leaf of a fact given as canonical bytes; raises NotCanonical when it is too long for a leaf."""
    said = b"null" if commit is None else b'"' + commit.hex().encode() + b'"'
    body = b'{"commit":' + said + b',"fact":' + fact + b',"type":"' + kind.encode() + b'","v":"1"}'
    if len(body) > MOST_BYTES:
        raise NotCanonical(f"a leaf of {len(body)} bytes: {MOST_BYTES} at most")
    return body


def commitment(salt: bytes, private: bytes) -> bytes:
    """SHA-256(salt || canonical private part)."""
    return sha256(salt + private).digest()


def party_mark(salt: bytes, token: str) -> str:
    """Whom a line concerns, told only to who knows the party's token: hex of SHA-256(salt || token)."""
    return sha256(salt + token.encode()).hexdigest()
