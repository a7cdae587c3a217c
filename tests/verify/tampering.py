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
    for path in original.iterdir():
        target = folder / path.name
        target.unlink(missing_ok=True)
        target.symlink_to(path)
    body = b"".join(json_line(row) for row in rows)
    _replace(folder / name, body)
    manifest = json.loads((original / "manifest.json").read_text())
    for item in manifest["files"]:
        if item["name"] == name:
            item.update(sha256=hashlib.sha256(body).hexdigest(), bytes=len(body), lines=len(rows))
    if name == "entries.jsonl":
        manifest["last_entry"] = max((row["id"] for row in rows), default=0)
    text = json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False).encode() + b"\n"
    _replace(folder / "manifest.json", text)
    sums = [(item["sha256"], item["name"]) for item in manifest["files"]]
    sums.append((hashlib.sha256(text).hexdigest(), "manifest.json"))
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
