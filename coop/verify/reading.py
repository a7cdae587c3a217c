"""Opening an export, a folder or a zip: sums, manifest, and rows of the right shape, one at a time."""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .progress import Progress
from .report import Report, Unreadable
from .rows import BadRow, read_row
from .shapes import ROWS, stamp

FORMAT, VERSION = "toad-lane-export", 2
CHECK = "files are as the manifest says"
CHECKPOINT, LEAVES = "checkpoint", "leaves.jsonl"
LISTED = frozenset({*ROWS, LEAVES})
_MANIFEST, _SUMS = "manifest.json", "SHA256SUMS"
_MOST = 1 << 20
"""The longest that a file can be whose length the manifest does not give."""

Measured = tuple[int, int, str]


class Export:
    """An export on disk. `rows(name)` reads a file line by line; broken lines are found, then left out.

    A zip is laid out in a folder of its own first, so that several processes can read one file; `close` removes it.
    """

    def __init__(self, path: str, report: Report, progress: Progress) -> None:
        self.path, self.report = Path(path), report
        self._laid_out: tempfile.TemporaryDirectory[str] | None = None
        if not self.path.exists():
            raise Unreadable(f"{path}: there is nothing there")
        if self.path.is_dir():
            self.folder = self.path
            self.names = sorted(i.relative_to(self.path).as_posix() for i in self.path.rglob("*") if i.is_file())
            self.manifest = self._manifest()
        else:
            self._lay_out(progress)

    def close(self) -> None:
        """Remove what was laid out."""
        if self._laid_out is not None:
            self._laid_out.cleanup()

    def file(self, name: str) -> Path | None:
        """Where a file of the export lies; None when it is not there."""
        return self.folder / name if name in self.names else None

    def _lay_out(self, progress: Progress) -> None:
        try:
            with zipfile.ZipFile(self.path) as archive:
                self._laid_out = tempfile.TemporaryDirectory(prefix="coop-verify-")
                self.folder = Path(self._laid_out.name)
                self.names = sorted(archive.namelist())
                if _MANIFEST in self.names:
                    with archive.open(_MANIFEST) as file:
                        (self.folder / _MANIFEST).write_bytes(file.read(_MOST))
                self.manifest = self._manifest()
                sizes = {item["name"]: item.get("bytes") for item in self.manifest["files"]}
                known = [name for name in self.names if name in {*LISTED, _SUMS, CHECKPOINT}]
                progress.begin("Unpacking", sum(size for size in sizes.values() if type(size) is int))
                for name in known:
                    size = sizes.get(name)
                    self._unpack(archive, name, size if type(size) is int else _MOST, progress)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            self.close()
            raise Unreadable(f"{self.path}: neither a folder nor a whole zip ({error})") from error
        except OSError as error:
            self.close()
            raise Unreadable(f"{self.path} cannot be read or unpacked ({error})") from error
        except Unreadable:
            self.close()
            raise

    def _unpack(self, archive: zipfile.ZipFile, name: str, most: int, progress: Progress) -> None:
        """One file, but no more of it than the manifest says there is: a byte more already differs."""
        with archive.open(name) as source, (self.folder / name).open("wb") as target:
            left = most + 1
            while left > 0 and (part := source.read(min(left, 1 << 20))):
                target.write(part)
                left -= len(part)
                progress.advance(len(part))

    def _manifest(self) -> dict[str, Any]:
        if _MANIFEST not in self.names:
            raise Unreadable(f"{self.path}: no manifest.json in it, so it is no export")
        try:
            manifest = json.loads((self.folder / _MANIFEST).read_bytes(), object_pairs_hook=_no_key_twice)
        except (ValueError, RecursionError) as error:
            raise Unreadable(f"manifest.json is no JSON ({error})") from error
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            raise Unreadable(f"manifest.json does not say format {FORMAT}")
        if manifest.get("version") != VERSION:
            raise Unreadable(
                f"this is an export of version {manifest.get('version')}, this program reads version {VERSION}: "
                "use the one that belongs to it"
            )
        if not _manifest_is_whole(manifest):
            raise Unreadable("manifest.json lacks coop, exported_at, last_entry or files")
        return manifest

    def check_files(self, measured: dict[str, Measured]) -> None:
        """Sums, sizes and lines of every file; no file more and none less than the manifest lists."""
        listed = {item["name"]: item for item in self.manifest["files"]}
        self.report.expect(CHECK, _MANIFEST, "the list of files", sorted(listed), sorted(LISTED))
        due = sorted({*listed, _MANIFEST, _SUMS, CHECKPOINT})
        self.report.expect(CHECK, self.path.name, "what is in it", self.names, due)
        for name, (size, lines, digest) in measured.items():
            self.report.count(CHECK)
            if name not in listed:
                continue
            said = (listed[name].get("bytes"), listed[name].get("lines"), listed[name].get("sha256"))
            if (size, lines, digest) != said:
                self.report.wrong(CHECK, name, "its bytes are not those that manifest.json lists (SHA-256 differs)")
        written = json.dumps(self.manifest, indent=2, sort_keys=True, ensure_ascii=False).encode() + b"\n"
        if (self.folder / _MANIFEST).read_bytes() != written:
            self.report.wrong(CHECK, _MANIFEST, "it is not written as it must be: keys sorted, indented by two")
        self._check_sums({name: digest for name, (_, _, digest) in measured.items()})

    def _check_sums(self, sums: dict[str, str]) -> None:
        path = self.file(_SUMS)
        if path is None:
            return
        order = [*(item["name"] for item in self.manifest["files"]), _MANIFEST, CHECKPOINT]
        due = "".join(f"{sums.get(name, '-')}  {name}\n" for name in order).encode()
        if path.read_bytes() != due:
            self.report.wrong(CHECK, _SUMS, "it does not list the SHA-256 of every file as it is")

    def to_measure(self) -> list[tuple[str, Path]]:
        """The files whose sums the manifest or SHA256SUMS hold."""
        return [(name, self.folder / name) for name in self.names if name in {*LISTED, _MANIFEST, CHECKPOINT}]

    def rows(self, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """`(where, row)` of each line; what is no row of this file's shape is a finding."""
        path = self.file(name)
        if path is None:
            return
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                where = f"{name} line {number}"
                try:
                    yield where, read_row(name, line.removesuffix(b"\n"))
                except BadRow as error:
                    self.report.wrong("rows have their shape", where, str(error))


def measure(_known: object, path: Path) -> Measured:
    """`(bytes, lines, SHA-256)` of a file."""
    size = lines = 0
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            size += len(part)
            lines += part.count(b"\n")
            digest.update(part)
    return size, lines, digest.hexdigest()


def _manifest_is_whole(manifest: dict[str, Any]) -> bool:
    files, coop = manifest.get("files"), manifest.get("coop")
    return (
        isinstance(files, list)
        and all(isinstance(item, dict) and isinstance(item.get("name"), str) for item in files)
        and isinstance(coop, dict)
        and all(isinstance(coop.get(key), str) for key in ("name", "currency", "timezone", "preset", "founded_at"))
        and type(manifest.get("last_entry")) is int
        and stamp(manifest.get("exported_at"))
        and stamp(coop["founded_at"])
    )


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found
