"""Signed notes, verifier keys, tree heads and proofs, as C2SP writes them: signed-note, tlog-checkpoint, tlog-proof."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from .ed25519 import is_signed

_ED25519 = b"\x01"
_DASH = "— "
_NAME = re.compile(r"[^\s+]+")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
_PROOF = "c2sp.org/tlog-proof@v1"


class BadNote(ValueError):
    """Text that is no signed note, key, tree head or proof, or that is not signed as it must be."""


@dataclass(frozen=True)
class Verifier:
    """A public key with its name: `<name>+<8 hex digits>+<base64>`."""

    name: str
    key: bytes

    @property
    def id(self) -> bytes:
        """The first 4 bytes of SHA-256 over name and key, which a signature line begins with."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.key).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_ED25519 + self.key).decode()}"


@dataclass(frozen=True)
class Note:
    """Text and the signatures under it: `(name, 4 bytes of key id, signature)`."""

    text: str
    signatures: tuple[tuple[str, bytes, bytes], ...]

    def signers(self, known: Iterable[Verifier]) -> list[Verifier]:
        """Those of the known keys that signed; raises BadNote when one of their signatures is false."""
        found = []
        for verifier in known:
            who = (verifier.name, verifier.id)
            mine = [signed for name, key_id, signed in self.signatures if (name, key_id) == who]
            if not all(is_signed(verifier.key, self.text.encode(), signed) for signed in mine):
                raise BadNote(f"the signature of {verifier.name}+{verifier.id.hex()} does not hold")
            found += [verifier] if mine else []
        return found


@dataclass(frozen=True)
class Checkpoint:
    """A tree head: whose log, how many leaves, their root."""

    origin: str
    size: int
    root: bytes


@dataclass(frozen=True)
class Proof:
    """That a leaf is at `index` of the tree whose head `note` signs."""

    index: int
    hashes: tuple[bytes, ...]
    note: str


def read_verifier(text: str) -> Verifier:
    """A verifier key; raises BadNote."""
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    key = _base64(encoded, "the key")
    if not _NAME.fullmatch(name) or len(key) != 33 or key[:1] != _ED25519:
        raise BadNote("this is no Ed25519 verifier key (<name>+<id>+<base64>)")
    verifier = Verifier(name, key[1:])
    if verifier.id.hex() != key_id:
        raise BadNote(f"the verifier key's id is {verifier.id.hex()}, not {key_id[:20]}: it was mistyped")
    return verifier


def read_note(text: str) -> Note:
    """A note with at least one signature line; raises BadNote."""
    if any(char < " " and char != "\n" for char in text):
        raise BadNote("a control character stands in the note")
    body, gap, signed = text.rpartition("\n\n")
    if not gap or not body or not signed.endswith("\n"):
        raise BadNote("it is no signed note: text, an empty line, signature lines")
    return Note(body + "\n", tuple(map(_signature, signed[:-1].split("\n"))))


def read_checkpoint(text: str) -> Checkpoint:
    """The three lines of a tree head (the text of its note); raises BadNote."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not _NAME.fullmatch(lines[0]) or not _NUMBER.fullmatch(lines[1]):
        raise BadNote("it is no tree head: origin, size, root, each on its line")
    return Checkpoint(lines[0], int(lines[1]), _hash(lines[2]))


def open_checkpoint(text: str, verifier: Verifier) -> Checkpoint:
    """The tree head of a note that the verifier's key signed, in the name of its own log; raises BadNote."""
    note = read_note(text)
    if not note.signers([verifier]):
        raise BadNote(f"it is not signed by {verifier.name}+{verifier.id.hex()}")
    checkpoint = read_checkpoint(note.text)
    if checkpoint.origin != verifier.name:
        raise BadNote(f"it is the head of {checkpoint.origin}, signed by the key of {verifier.name}")
    return checkpoint


def read_proof(text: str) -> Proof:
    """A tlog-proof; raises BadNote."""
    head, gap, note = text.partition("\n\n")
    lines = head.split("\n")
    if not gap or len(lines) < 2 or lines[0] != _PROOF:
        raise BadNote(f"it is no proof: it does not begin with {_PROOF}")
    word, _, number = lines[1].partition(" ")
    if word != "index" or not _NUMBER.fullmatch(number):
        raise BadNote("the proof does not say which index it is of")
    return Proof(int(number), tuple(map(_hash, lines[2:])), note)


def _signature(line: str) -> tuple[str, bytes, bytes]:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    signed = _base64(encoded, "a signature")
    if not line.startswith(_DASH) or not _NAME.fullmatch(name) or len(signed) < 5:
        raise BadNote("a signature line is not of the form: dash, name, base64")
    return name, signed[:4], signed[4:]


def _hash(text: str) -> bytes:
    hashed = _base64(text, "a hash")
    if len(hashed) != 32:
        raise BadNote("a hash is not of 32 bytes")
    return hashed


def _base64(text: str, what: str) -> bytes:
    try:
        decoded = base64.b64decode(text.encode(), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadNote(f"{what} is no base64") from error
    # Trailing bits that mean nothing would let one hash be written in several ways.
    if base64.b64encode(decoded).decode() != text:
        raise BadNote(f"{what} is not written in the one right way of base64")
    return decoded
