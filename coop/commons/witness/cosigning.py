"""Our own signature under a sister co-op's tree head: C2SP tlog-cosignature, with Ed25519 and the time."""

from __future__ import annotations

import base64
import datetime as dt
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from coop.ledger.log import keys
from coop.ledger.log.keys import NoKey
from coop.ledger.log.notes import Signer

_COSIGNATURE = b"\x04"


def key_of(path: Path, origin: str) -> Signer:
    """The witness's key, drawn and written when there is none yet; raises NoKey."""
    return keys.read(path) if path.exists() else keys.create(path, f"{origin}/witness")


def signer(path: Path) -> Signer | None:
    """The witness's key; None when there is none that can be used: a look is worth its while without it."""
    try:
        return keys.read(path)
    except NoKey:
        return None


def verifier(key: Signer) -> str:
    """The key under which our cosignatures are verified."""
    return f"{key.name}+{_key_id(key).hex()}+{base64.b64encode(_COSIGNATURE + key.public).decode()}"


def cosignature(key: Signer, head: str, *, at: dt.datetime) -> str:
    """The signature line for the text of a tree head's note: that at this moment it continued all we had seen."""
    time = int(at.timestamp())
    message = f"cosignature/v1\ntime {time}\n{head}".encode()
    signed = Ed25519PrivateKey.from_private_bytes(key.seed).sign(message)
    return f"— {key.name} {base64.b64encode(_key_id(key) + time.to_bytes(8, 'big') + signed).decode()}\n"


def _key_id(key: Signer) -> bytes:
    # Another type of signature has another number, so that no cosignature can pass for a log's own signature.
    return sha256(key.name.encode() + b"\n" + _COSIGNATURE + key.public).digest()[:4]
