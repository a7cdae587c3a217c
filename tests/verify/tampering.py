"""Changing one thing in an export, with or without making its manifest fit again."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coop.commons.exports.archive import json_line

Path_ = tuple[Any, ...]


def read(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """File -> rows."""
    return {
        path.name: [json.loads(line) for line in path.read_text().splitlines()]
        for path in sorted(folder.glob("*.jsonl"))
    }


def write(folder: Path, original: Path, name: str, rows: list[dict[str, Any]]) -> None:
    """The original with one file's rows replaced, and manifest and sums made to fit: a forger would."""
    put(folder, original, {name: b"".join(json_line(row) for row in rows)})


def put(folder: Path, original: Path, files: dict[str, bytes]) -> None:
    """The original with the bytes of some files replaced, and manifest and sums made to fit."""
    for path in original.iterdir():
        target = folder / path.name
        target.unlink(missing_ok=True)
        target.symlink_to(path)
    for name, body in files.items():
        _replace(folder / name, body)
    if "manifest.json" not in files:
        _fit_manifest(folder, set(files))
    if "SHA256SUMS" not in files:
        _fit_sums(folder)


def _fit_manifest(folder: Path, changed: set[str]) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    for item in manifest["files"]:
        if item["name"] in changed:
            body = (folder / item["name"]).read_bytes()
            item.update(sha256=hashlib.sha256(body).hexdigest(), bytes=len(body), lines=body.count(b"\n"))
    if "entries.jsonl" in changed:
        manifest["last_entry"] = _last((folder / "entries.jsonl").read_bytes(), manifest["last_entry"])
    text = json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False).encode() + b"\n"
    _replace(folder / "manifest.json", text)


def _last(entries: bytes, otherwise: int) -> int:
    try:
        return max((int(json.loads(line)["id"]) for line in entries.splitlines()), default=0)
    except (ValueError, KeyError, TypeError, RecursionError):
        return otherwise


def _fit_sums(folder: Path) -> None:
    try:
        names = [item["name"] for item in json.loads((folder / "manifest.json").read_bytes())["files"]]
        sums = [(hashlib.sha256((folder / name).read_bytes()).hexdigest(), name)
                for name in (*names, "manifest.json", "checkpoint")]
    except (ValueError, KeyError, TypeError, OSError, RecursionError):
        return  # no manifest any more: nothing will fit it
    _replace(folder / "SHA256SUMS", "".join(f"{sha}  {file}\n" for sha, file in sums).encode())


def _replace(path: Path, body: bytes) -> None:
    path.unlink()
    path.write_bytes(body)


def leaves(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Every single value in a row, with the way to it."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from leaves(item, (*path, place))
    else:
        yield path, value


def changed(row: dict[str, Any], path: Path_, value: Any) -> dict[str, Any]:
    """The row with one value replaced."""
    copied = copy.deepcopy(row)
    place: Any = copied
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return copied


def field(name: str, path: Path_) -> str:
    """`entries.jsonl postings[] amount`: a leaf's place without its numbers."""
    return " ".join([name, *("[]" if isinstance(step, int) else step for step in path)])
