"""The log's signing key: a file outside the database that only its owner can read, and what it signed last."""

from __future__ import annotations

import os
from pathlib import Path

from coop.ledger.log.notes import BadKey, Signer, TreeHead


class NoKey(RuntimeError):
    """The key cannot be used; the message says why and what helps."""


def create(path: Path, origin: str) -> Signer:
    """Draw a key and write it; raises NoKey when the file exists, for a key in use is never overwritten."""
    signer = Signer.new(origin)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    except FileExistsError as error:
        raise NoKey(f"{path} exists: it may sign another log. Move it away, or set COOP_LOG_KEY_FILE") from error
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(signer.written() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return signer


def read(path: Path) -> Signer:
    """The key in the file; raises NoKey when it is missing, unreadable, or readable by others."""
    try:
        mode, text = path.stat().st_mode, path.read_text(encoding="utf-8")
    except OSError as error:
        raise NoKey(f"the log's key {path} cannot be read ({error.strerror}): run `coop log begin`") from error
    if mode & 0o077:
        raise NoKey(f"{path} can be read by others: chmod 600 {path}")
    try:
        return Signer.read(text)
    except BadKey as error:
        raise NoKey(f"{path}: {error}") from error


def replace(path: Path, origin: str) -> Signer:
    """A new key in place of the old one, which is kept beside it under the number of its verifier."""
    old = read(path)
    path.rename(_aside(path, old))
    try:
        return create(path, origin)
    except BaseException:
        _aside(path, old).rename(path)
        raise


def put_back(path: Path, old: Signer) -> None:
    """Undo `replace`: for a hand-over that could not be written down."""
    _aside(path, old).replace(path)


def last_signed(path: Path) -> TreeHead | None:
    """The tree head that the key signed last; None before the first."""
    record = _record(path)
    return TreeHead.read(record.read_text(encoding="utf-8")) if record.exists() else None


def remember(path: Path, note: str) -> None:
    """Keep what is about to be published, so that no later tree is signed that does not grow out of it."""
    record = _record(path)
    draft = record.with_name(record.name + ".draft")
    draft.write_text(note, encoding="utf-8")
    draft.replace(record)


def _record(path: Path) -> Path:
    return path.with_name(path.name + ".signed")


def _aside(path: Path, signer: Signer) -> Path:
    return path.with_name(f"{path.name}.{signer.key_id.hex()}")
