"""Opening an export, a folder or a zip: sums, manifest, and rows of the right shape, one at a time."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from .report import Report, Unreadable
from .shapes import ROWS, fault

FORMAT, VERSION = "toad-lane-export", 1
CHECK = "files are as the manifest says"


class Export:
    """An export on disk. `rows(name)` reads a file line by line; broken lines are found, then left out."""

    def __init__(self, path: str, report: Report) -> None:
        self.path, self.report = Path(path), report
        if not self.path.exists():
            raise Unreadable(f"{path}: there is nothing there")
        try:
            self._zip = None if self.path.is_dir() else zipfile.ZipFile(self.path)
        except (zipfile.BadZipFile, OSError) as error:
            raise Unreadable(f"{path}: neither a folder nor a zip ({error})") from error
        self.names = self._names()
        if "manifest.json" not in self.names:
            raise Unreadable(f"{path}: no manifest.json in it, so it is no export")
        self.manifest = self._manifest()

    def _names(self) -> list[str]:
        if self._zip is not None:
            return sorted(self._zip.namelist())
        return sorted(item.relative_to(self.path).as_posix() for item in self.path.rglob("*") if item.is_file())

    def open(self, name: str) -> BinaryIO:
        if self._zip is not None:
            return cast(BinaryIO, self._zip.open(name))
        return (self.path / name).open("rb")

    def _manifest(self) -> dict[str, Any]:
        with self.open("manifest.json") as file:
            try:
                manifest = json.loads(file.read(), object_pairs_hook=_no_key_twice)
            except ValueError as error:
                raise Unreadable(f"manifest.json is no JSON ({error})") from error
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT or manifest.get("version") != VERSION:
            raise Unreadable(f"manifest.json does not say format {FORMAT}, version {VERSION}")
        if not _manifest_is_whole(manifest):
            raise Unreadable("manifest.json lacks coop, exported_at, last_entry or files")
        return manifest

    def check_files(self) -> None:
        """Sums, sizes and lines of every file; no file more and none less than the manifest lists."""
        listed = {item["name"]: item for item in self.manifest["files"]}
        self.report.expect(CHECK, "manifest.json", "the list of files", sorted(listed), sorted(ROWS))
        due = sorted({*listed, "manifest.json", "SHA256SUMS"})
        self.report.expect(CHECK, str(self.path.name), "what is in it", self.names, due)
        sums = {}
        for name in (name for name in self.names if name in {*listed, "manifest.json"}):
            size, lines, sums[name] = self._measured(name)
            if name in listed:
                said = (listed[name].get("bytes"), listed[name].get("lines"), listed[name].get("sha256"))
                if (size, lines, sums[name]) != said:
                    self.report.wrong(CHECK, name, "its bytes are not those that manifest.json lists (SHA-256 differs)")
            self.report.count(CHECK)
        self._check_sums(sums)

    def _check_sums(self, sums: dict[str, str]) -> None:
        if "SHA256SUMS" not in self.names:
            return
        with self.open("SHA256SUMS") as file:
            said = file.read()
        order = [item["name"] for item in self.manifest["files"]] + ["manifest.json"]
        due = "".join(f"{sums.get(name, '-')}  {name}\n" for name in order).encode()
        if said != due:
            self.report.wrong(CHECK, "SHA256SUMS", "it does not list the SHA-256 of every file as it is")

    def _measured(self, name: str) -> tuple[int, int, str]:
        size = lines = 0
        digest = hashlib.sha256()
        try:
            with self.open(name) as file:
                while part := file.read(1 << 20):
                    size += len(part)
                    lines += part.count(b"\n")
                    digest.update(part)
        except (zipfile.BadZipFile, OSError, EOFError) as error:
            self.report.wrong(CHECK, name, f"it cannot be read: {error}")
        return size, lines, digest.hexdigest()

    def rows(self, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """`(where, row)` of each line; what is no row of this file's shape is a finding."""
        if name not in self.names:
            return
        with self.open(name) as file:
            for number, line in enumerate(file, 1):
                where = f"{name} line {number}"
                try:
                    row = json.loads(
                        line.decode(),
                        object_pairs_hook=_no_key_twice,
                        parse_float=_no_float,
                        parse_constant=_no_float,
                    )
                except ValueError as error:
                    self.report.wrong("lines are JSON", where, f"it cannot be read ({error})")
                    continue
                wrong = fault(row, ROWS[name]) if isinstance(row, dict) else "it is no object"
                if wrong:
                    self.report.wrong("rows have their shape", where, wrong)
                    continue
                yield where, row


def _manifest_is_whole(manifest: dict[str, Any]) -> bool:
    files, coop = manifest.get("files"), manifest.get("coop")
    return (
        isinstance(files, list)
        and all(isinstance(item, dict) and isinstance(item.get("name"), str) for item in files)
        and isinstance(coop, dict)
        and all(isinstance(coop.get(key), str) for key in ("name", "currency", "timezone", "founded_at"))
        and type(manifest.get("last_entry")) is int
        and isinstance(manifest.get("exported_at"), str)
    )


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_float(text: str) -> Any:
    raise ValueError(f"{text} is no whole number")
