"""A large file cut into ranges of whole lines, so that several processes can read it at once."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

SIZE = 8 << 20


class Range(NamedTuple):
    """The bytes of a file from `start` to `end`; both lie where a line begins."""

    path: Path
    start: int
    end: int

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """`(offset, line without its line feed)`; the last line of a file may lack one, which `Export` finds."""
        with self.path.open("rb") as file:
            file.seek(self.start)
            body = file.read(self.end - self.start)
        offset = self.start
        for line in body.removesuffix(b"\n").split(b"\n"):
            yield offset, line
            offset += len(line) + 1


def cut(path: Path, size: int = SIZE) -> list[Range]:
    """Ranges of about `size` bytes."""
    found, start, whole = [], 0, path.stat().st_size
    with path.open("rb") as file:
        while start < whole:
            file.seek(min(start + size, whole))
            file.readline()
            end = min(file.tell(), whole)
            found.append(Range(path, start, end))
            start = end
    return found


def line_at(path: Path, offset: int) -> bytes:
    """The line that begins there, without its line feed."""
    with path.open("rb") as file:
        file.seek(offset)
        return file.readline().rstrip(b"\n")


def mark(secret: bytes, body: bytes) -> int:
    """64 bits by which equal bytes are told from others, at 8 bytes each.

    The secret is drawn anew in every run, so that nobody can prepare two different lines with the same mark.
    """
    return int.from_bytes(sha256(secret + body).digest()[:8], "big")
