"""Signing tree heads, each of which continues all earlier ones, and handing the log over to another key."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.ledger.log import keys, notes, reading, sequencing
from coop.ledger.log.models import Checkpoint, LogKey
from coop.ledger.log.notes import Signer, TreeHead


class Forked(RuntimeError):
    """The tree in the database does not continue what was signed before: nothing more is signed."""


def newest(session: Session) -> Checkpoint | None:
    """The newest tree head."""
    return session.execute(select(Checkpoint).order_by(Checkpoint.size.desc()).limit(1)).scalar()


def is_behind(session: Session) -> bool:
    """Whether there are leaves that no signed tree head covers."""
    head = newest(session)
    return reading.size(session) > (head.size if head else 0)


def current_key(session: Session) -> LogKey | None:
    """The key that signs now."""
    return session.execute(select(LogKey).order_by(LogKey.id.desc()).limit(1)).scalar()


def sign(session: Session, key_file: Path, *, at: dt.datetime) -> Checkpoint | None:
    """Sign the tree as it stands; None when its head is signed already, or there is nothing to sign,
    or another is at it.

    Raises `keys.NoKey` for a key that is missing or not this log's, Forked for a tree that does not continue what the
    database or the key's own record says was signed.
    """
    if not sequencing.alone(session):
        return None
    size, before = reading.size(session), newest(session)
    if size == 0 or (before is not None and before.size == size):
        return None
    row, signer = current_key(session), keys.read(key_file)
    if row is None or row.verifier != signer.verifier:
        raise keys.NoKey(f"{key_file} is not the key of this log ({row.verifier if row else 'none has begun'})")
    tree = reading.tree(session, size)
    head = TreeHead(signer.name, size, tree.root())
    for earlier in (TreeHead.read(before.note) if before else None, keys.last_signed(key_file)):
        if earlier is not None:
            _check_continues(session, earlier, head)
    note = notes.signed(head.text(), [signer])
    # Before it is published: what could have been seen must be known here, whatever happens to the database.
    keys.remember(key_file, note)
    signed = Checkpoint(size=size, root=head.root, note=note, signed_at=at, key_id=row.id)
    session.add(signed)
    session.flush()
    return signed


def _check_continues(session: Session, earlier: TreeHead, head: TreeHead) -> None:
    if earlier.origin != head.origin:
        raise Forked(f"a head of {earlier.origin} was signed with this key, this log is {head.origin}")
    if earlier.size > head.size:
        raise Forked(
            f"a tree of {earlier.size} facts was signed, the database has {head.size}: it is older than what was "
            "published. Restore the newest backup; see docs/operating.md"
        )
    if reading.tree(session, earlier.size).root() != earlier.root:
        raise Forked(f"the first {earlier.size} facts are not those whose tree head was signed")


def begin(session: Session, key_file: Path, origin: str, *, at: dt.datetime) -> LogKey:
    """Create the log's first key and write down that it began; raises `keys.NoKey` when there is one already."""
    if current_key(session) is not None:
        raise keys.NoKey("this log has a key already; `coop log rotate` hands it over to a new one")
    signer = keys.create(key_file, origin)
    try:
        return _write_down(session, [signer], previous=None, at=at)
    except BaseException:
        key_file.unlink()
        raise


def rotate(session: Session, key_file: Path, *, at: dt.datetime) -> LogKey:
    """Hand the log over to a new key: a note signed by both. The old key's file stays, under another name.

    Raises `keys.NoKey` when the file's key is not the one that signs now.
    """
    old, row = keys.read(key_file), current_key(session)
    if row is None or row.verifier != old.verifier:
        raise keys.NoKey(f"{key_file} is not the key of this log")
    new = keys.replace(key_file, old.name)
    try:
        return _write_down(session, [old, new], previous=row.verifier, at=at)
    except BaseException:
        keys.put_back(key_file, old)
        raise


def _write_down(session: Session, signers: list[Signer], *, previous: str | None, at: dt.datetime) -> LogKey:
    new, size = signers[-1], reading.size(session)
    text = notes.handed_over(new.name, previous, new.verifier, size)
    row = LogKey(
        verifier=new.verifier, previous=previous, size=size, began_at=at, note=notes.signed(text, signers)
    )
    session.add(row)
    session.flush()
    return row
