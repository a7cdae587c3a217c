"""A log made by hand for tests: leaves, a key, tree heads, proofs; apart from the site and from the verifier."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ORIGIN = "coop.example/log"


def canonical(value: Any) -> bytes:
    """Canonical JSON of values without numbers and with plain keys."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


@dataclass(frozen=True)
class Key:
    """A signing key."""

    name: str = ORIGIN
    seed: bytes = b"k" * 32

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def public(self) -> bytes:
        return b"\x01" + self._private.public_key().public_bytes_raw()

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + self.public).digest()[:4]

    @property
    def verifier(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64(self.public)}"

    def line(self, text: str) -> str:
        return f"— {self.name} {b64(self.id + self._private.sign(text.encode()))}\n"


def signed(text: str, *keys: Key) -> str:
    """A note."""
    return text + "\n" + "".join(key.line(text) for key in keys)


def root(hashes: list[bytes]) -> bytes:
    """RFC 6962, 2.1, from its definition."""
    if not hashes:
        return sha256().digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b"\x01" + root(hashes[:k]) + root(hashes[k:])).digest()


def path(index: int, hashes: list[bytes]) -> list[bytes]:
    """The inclusion proof, from its definition."""
    if len(hashes) == 1:
        return []
    k = 1 << (len(hashes) - 1).bit_length() - 1
    if index < k:
        return [*path(index, hashes[:k]), root(hashes[k:])]
    return [*path(index - k, hashes[k:]), root(hashes[:k])]


@dataclass
class Log:
    """Leaves, and a key that signs them."""

    key: Key = field(default_factory=Key)
    leaves: list[bytes] = field(default_factory=list)

    def add(self, kind: str, fact: dict[str, Any], commit: str | None = None) -> int:
        """A leaf more; its index."""
        self.leaves.append(canonical({"commit": commit, "fact": fact, "type": kind, "v": "1"}))
        return len(self.leaves) - 1

    def hashes(self, size: int | None = None) -> list[bytes]:
        return [sha256(b"\x00" + leaf).digest() for leaf in self.leaves[:size]]

    def head(self, size: int | None = None, *keys: Key) -> str:
        """The signed tree head at a size."""
        hashes = self.hashes(size)
        return signed(f"{self.key.name}\n{len(hashes)}\n{b64(root(hashes))}\n", *(keys or (self.key,)))

    def proof(self, index: int, size: int | None = None) -> str:
        lines = "".join(b64(hashed) + "\n" for hashed in path(index, self.hashes(size)))
        return f"c2sp.org/tlog-proof@v1\nindex {index}\n{lines}\n{self.head(size)}"
