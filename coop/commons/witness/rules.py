"""Judging what a watched log shows against what it showed before, by the verifier's own code. Pure.

Signatures, notes and consistency proofs are checked by `coop.verify`. The proof itself is put together from the tiles
that the site serves; who put it together does not matter, since it is verified.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from coop.ledger.log.merkle import Tree
from coop.verify.merkle import is_consistent
from coop.verify.notes import BadNote, Checkpoint, Note, Verifier, read_checkpoint, read_note, read_verifier

HASH = 32
MOST_LEAVES = 2**62

GetTile = Callable[[int, int, int], bytes]
"""(level, number, width) -> the bytes the site serves for it."""


class Unreadable(ValueError):
    """What the site shows is nothing that can be judged; the message says why. No alarm."""


@dataclass(frozen=True)
class HandOver:
    """A key that was handed the log, and the note that says so."""

    verifier: Verifier
    note: str


@dataclass(frozen=True)
class Seen:
    """What was seen of a log: its keys in order, and the newest tree head with its note (None before the first)."""

    keys: tuple[Verifier, ...]
    head: Checkpoint | None = None
    note: str = ""


@dataclass(frozen=True)
class Good:
    """A tree head that continues what was seen."""

    head: Checkpoint
    note: str
    hand_overs: tuple[HandOver, ...] = ()
    is_new: bool = True


@dataclass(frozen=True)
class Wrong:
    """What no honest log shows; `kind` is one of `models.KINDS`."""

    kind: str
    said: str
    now: str


def judge(seen: Seen, text: str, *, keys: Callable[[], str], tile: GetTile) -> Good | Wrong:
    """Hold a checkpoint to what was seen. `keys` gives the hand-overs, asked only for a key that is not known.

    Raises Unreadable, and what `keys` and `tile` raise.
    """
    try:
        note = read_note(text)
        head = read_checkpoint(note.text)
    except BadNote as error:
        raise Unreadable(f"/checkpoint: {error}") from error
    hand_overs: tuple[HandOver, ...] = ()
    try:
        signed_by = _signers(note, seen.keys)
        if seen.keys[-1] not in signed_by:
            hand_overs = follow(seen.keys[-1], keys())
            signed_by += [over.verifier for over in hand_overs if note.signers([over.verifier])]
    except BadNote as error:
        return Wrong("signature", f"the tree head of {head.size} facts: {error}", text)
    if not signed_by:
        return Wrong("key", f"it is not signed by {seen.keys[-1]}, nor by a key that this one handed the log to", text)
    if head.origin != signed_by[-1].name:
        raise Unreadable(f"/checkpoint is of the log {head.origin}, signed in the name of {signed_by[-1].name}")
    newest = hand_overs[-1].verifier if hand_overs else seen.keys[-1]
    found = _continues(seen, head, text, hand_overs, tile)
    if isinstance(found, Good) and found.is_new and newest not in signed_by:
        return Wrong("key", f"it is signed by {signed_by[-1]}, which has handed the log over", text)
    return found


def _signers(note: Note, keys: Sequence[Verifier]) -> list[Verifier]:
    return [key for key in keys if note.signers([key])]


def _continues(
    seen: Seen, head: Checkpoint, text: str, hand_overs: tuple[HandOver, ...], tile: GetTile
) -> Good | Wrong:
    before = seen.head
    if before is not None and head.size < before.size:
        return Wrong("rollback", f"{before.size} facts were signed, now it shows {head.size}", text)
    if before is not None and head.size == before.size:
        if head.root != before.root:
            return Wrong("fork", f"two different roots are signed for {head.size} facts", text)
        return Good(head, text, hand_overs, is_new=False)
    if not 1 <= head.size <= MOST_LEAVES:
        raise Unreadable(f"/checkpoint is of {head.size} facts, which is no log to be watched")
    tree = Tree(head.size, _hashes(tile))
    proof = tree.consistency(before.size) if before else []
    if before and not is_consistent(before.size, head.size, before.root, head.root, proof):
        is_its_own = tree.root() == head.root
        return Wrong("fork", (
            f"the signed tree of {head.size} facts does not begin with the {before.size} that were signed before"
            if is_its_own else
            f"the tiles do not show that the tree of {head.size} facts begins with the {before.size} signed before"
        ), text)  # fmt: skip
    if not before and tree.root() != head.root:
        raise Unreadable(f"the tiles do not lead to the root that is signed for {head.size} facts")
    return Good(head, text, hand_overs)


def _hashes(tile: GetTile) -> Callable[[int, int, int], Sequence[bytes]]:
    def read(level: int, number: int, width: int) -> Sequence[bytes]:
        body = tile(level, number, width)
        if len(body) != width * HASH:
            raise Unreadable(f"tile {level}/{number} is of {len(body)} bytes, not {width * HASH}")
        return [body[place : place + HASH] for place in range(0, len(body), HASH)]

    return read


def follow(pinned: Verifier, text: str) -> tuple[HandOver, ...]:
    """The keys after `pinned`, each handed the log by the one before it in a note that both signed.

    `text` is what /log/keys shows: notes, a blank line between. Whatever is no such hand-over is passed over.
    """
    found: list[HandOver] = []
    key = pinned
    for written, note in _notes(text):
        lines = note.text.split("\n")
        if len(lines) != 6 or lines[:3] != ["toad-lane log key hand-over", key.name, str(key)]:
            continue
        try:
            new = read_verifier(lines[3])
            both = note.signers([key, new]) == [key, new]
        except BadNote:
            continue
        if both and new.name == key.name:
            found.append(HandOver(new, written))
            key = new
    return tuple(found)


def first_key(text: str, checkpoint: str) -> Verifier:
    """The key that stands beside the log and signed its checkpoint: all there is to go by at first sight.

    Raises Unreadable when none does.
    """
    try:
        signed = read_note(checkpoint)
        for _, note in reversed(_notes(text)):
            lines = note.text.split("\n")
            if len(lines) == 6 and signed.signers([key := read_verifier(lines[3])]):
                return key
    except BadNote as error:
        raise Unreadable(f"/checkpoint or /log/keys: {error}") from error
    raise Unreadable("/log/keys lists no key that signed /checkpoint: give the key with --key")


def _notes(text: str) -> list[tuple[str, Note]]:
    """Each note with its own text; what is none is left out."""
    chunks, found = text.split("\n\n"), []
    for body, signatures in zip(chunks[::2], chunks[1::2], strict=False):
        written = f"{body}\n\n{signatures.removesuffix(chr(10))}\n"
        try:
            found.append((written, read_note(written)))
        except BadNote:
            continue
    return found
