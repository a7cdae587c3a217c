"""The whole public export: files of JSON lines, a manifest of what they hold, and their SHA-256 sums.

`SHA256SUMS` has the form that `sha256sum -c` reads.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.commons.exports.books import stamp
from coop.commons.exports.log import newest_note
from coop.commons.exports.tables import FILES
from coop.ledger import readings
from coop.ledger.models import EntryRow
from coop.policies.queries import charter

FORMAT = "toad-lane-export"
VERSION = 2
HEAD = "checkpoint"
"""The signed head of the tree of all lines of leaves.jsonl; empty before the log was first signed."""
_BATCH = 64 * 1024

Progress = Callable[[str], None]


def json_line(row: Any) -> bytes:
    """One row as one line: keys sorted, no spaces, UTF-8, so that equal rows are equal bytes.

    What comes as bytes is canonical already, and is a line as it is.
    """
    if isinstance(row, bytes):
        return row + b"\n"
    return json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def write_folder(session: Session, folder: Path, *, at: dt.datetime, progress: Progress | None = None) -> int:
    """Write the export into an empty or new folder and return how many rows it holds.

    Raises FileExistsError when the folder holds anything: an export never mixes with another.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    listed = []
    with readings.reading(session, readings.PUBLIC):
        for name in FILES:
            with (folder / name).open("wb") as file:
                listed.append(_write(session, name, file.write, progress))
        rest = _closing_files(session, listed, at)
    for name, body in rest.items():
        (folder / name).write_bytes(body)
    return sum(item["lines"] for item in listed)


def zip_stream(session: Session, *, at: dt.datetime) -> Iterator[bytes]:
    """The same files as the bytes of one zip, made while they are sent."""
    readings.read_as(session, readings.PUBLIC)
    pipe = _Pipe()
    listed: list[dict[str, Any]] = []
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in FILES:
            with archive.open(_member(name, at), "w", force_zip64=True) as file:
                counter = _Counter(name)
                for row in FILES[name](session):
                    file.write(counter.take(json_line(row)))
                    if pipe.size > _BATCH:
                        yield pipe.drain()
                listed.append(counter.listed())
        for name, body in _closing_files(session, listed, at).items():
            archive.writestr(_member(name, at), body)
    yield pipe.drain()


def _member(name: str, at: dt.datetime) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, date_time=at.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def _write(
    session: Session, name: str, write: Callable[[bytes], object], progress: Progress | None
) -> dict[str, Any]:
    counter = _Counter(name)
    for row in FILES[name](session):
        write(counter.take(json_line(row)))
        if progress is not None:
            progress(name)
    return counter.listed()


def _closing_files(session: Session, listed: list[dict[str, Any]], at: dt.datetime) -> dict[str, bytes]:
    """The manifest, and the sums of every file, the manifest's included."""
    coop = charter(session)
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "coop": {
            "name": coop.name,
            "currency": coop.currency,
            "timezone": coop.timezone,
            "preset": coop.preset,
            "founded_at": stamp(coop.founded_at),
        },
        "exported_at": stamp(at),
        "last_entry": session.execute(select(func.coalesce(func.max(EntryRow.id), 0))).scalar_one(),
        "files": listed,
    }
    body = json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False).encode() + b"\n"
    checkpoint = newest_note(session).encode()
    sums = [(item["sha256"], item["name"]) for item in listed]
    sums += [(hashlib.sha256(file).hexdigest(), name) for name, file in (("manifest.json", body), (HEAD, checkpoint))]
    listing = "".join(f"{sha}  {name}\n" for sha, name in sums).encode()
    return {"manifest.json": body, HEAD: checkpoint, "SHA256SUMS": listing}


class _Counter:
    """Counts and hashes what passes through."""

    def __init__(self, name: str) -> None:
        self.name, self.lines, self.size, self.hash = name, 0, 0, hashlib.sha256()

    def take(self, line: bytes) -> bytes:
        self.lines += 1
        self.size += len(line)
        self.hash.update(line)
        return line

    def listed(self) -> dict[str, Any]:
        return {"name": self.name, "lines": self.lines, "bytes": self.size, "sha256": self.hash.hexdigest()}


class _Pipe(io.RawIOBase):
    """Where the zip is written to and read from at once; it cannot seek: the zip is made to be streamed."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        body = bytes(part)
        self._parts.append(body)
        self.size += len(body)
        return len(body)

    def drain(self) -> bytes:
        body, self._parts, self.size = b"".join(self._parts), [], 0
        return body
