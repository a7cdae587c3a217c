"""Signed notes after C2SP signed-note and tlog-checkpoint, with Ed25519. Pure but for the signature itself."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

_ED25519 = b"\x01"
_PRIVATE = "PRIVATE+KEY"


class BadKey(ValueError):
    """The text is no signing key of a note."""


@dataclass(frozen=True)
class Signer:
    """A key that signs notes under a name; its text form is that of golang.org/x/mod/sumdb/note."""

    name: str
    seed: bytes

    @classmethod
    def new(cls, name: str) -> Signer:
        """A fresh key. `name` is the log's origin: no spaces, no plus sign."""
        if not name or any(char.isspace() or char == "+" for char in name):
            raise BadKey(f"a key's name has no spaces and no plus sign: {name!r}")
        key = Ed25519PrivateKey.generate()
        return cls(name, key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))

    @classmethod
    def read(cls, text: str) -> Signer:
        """The key written by `written`; raises BadKey."""
        try:
            private, key, name, key_id, encoded = text.strip().split("+", 4)
            raw = base64.b64decode(encoded, validate=True)
        except (ValueError, binascii.Error) as error:
            raise BadKey("this is no signing key of a note") from error
        if f"{private}+{key}" != _PRIVATE or len(raw) != 33 or raw[:1] != _ED25519:
            raise BadKey("this is no Ed25519 signing key of a note")
        signer = cls(name, raw[1:])
        if signer.key_id.hex() != key_id:
            raise BadKey("the signing key does not have the number it states")
        return signer

    @property
    def public(self) -> bytes:
        """The 32 bytes of the public key."""
        key = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        return key.public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def key_id(self) -> bytes:
        """Four bytes by which a signature names its key."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    @property
    def verifier(self) -> str:
        """The verifier key, to be published elsewhere than beside the log."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(_ED25519 + self.public).decode()}"

    def written(self) -> str:
        """The signing key as text, for its file."""
        return f"{_PRIVATE}+{self.name}+{self.key_id.hex()}+{base64.b64encode(_ED25519 + self.seed).decode()}"

    def signature(self, text: str) -> str:
        """The signature line of a note's text."""
        signed = Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())
        return f"— {self.name} {base64.b64encode(self.key_id + signed).decode()}\n"


def signed(text: str, signers: Iterable[Signer]) -> str:
    """A note: the text, which ends its last line, a blank line, a signature line for each signer."""
    if not text.endswith("\n"):
        raise ValueError("a note's text ends with a line feed")
    return text + "\n" + "".join(signer.signature(text) for signer in signers)


@dataclass(frozen=True)
class TreeHead:
    """What a checkpoint signs."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The three signed lines."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def read(cls, note: str) -> TreeHead:
        """The tree head in a note of our own; raises ValueError. Signatures are not looked at."""
        origin, size, root, *_ = note.split("\n")
        return cls(origin, int(size), base64.b64decode(root, validate=True))


def handed_over(origin: str, previous: str | None, new: str, size: int) -> str:
    """The text of the note that hands a log over to a new key, from `size` leaves on."""
    return f"toad-lane log key hand-over\n{origin}\n{previous or '-'}\n{new}\n{size}\n"


def proof(index: int, path: Iterable[bytes], checkpoint: str) -> str:
    """A leaf's proof as C2SP tlog-proof."""
    lines = "".join(base64.b64encode(hashed).decode() + "\n" for hashed in path)
    return f"c2sp.org/tlog-proof@v1\nindex {index}\n{lines}\n{checkpoint}"
