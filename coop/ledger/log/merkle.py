"""The Merkle tree of RFC 6962, section 2.1, read from tiles of 256 hashes: roots, inclusion and consistency proofs.

Pure: the hashes come from a function, so that proofs of a million leaves read a few tiles and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT

EMPTY = sha256(b"").digest()

ReadTile = Callable[[int, int, int], Sequence[bytes]]
"""(level, number, width) -> the tile's first `width` hashes."""


def leaf_hash(body: bytes) -> bytes:
    """The hash of a leaf."""
    return sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of hashes."""
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[i], row[i + 1]) for i in range(0, len(row), 2)]
    return row[0]


class Tree:
    """The tree of the first `size` leaves. Tiles are read once each and remembered."""

    def __init__(self, size: int, read: ReadTile) -> None:
        self.size = size
        self._read = read
        self._tiles: dict[tuple[int, int], Sequence[bytes]] = {}

    def root(self) -> bytes:
        """The Merkle tree hash."""
        return self._hash(0, self.size) if self.size else EMPTY

    def inclusion(self, index: int) -> list[bytes]:
        """The audit path of a leaf, from its sibling up; raises IndexError outside the tree."""
        if not 0 <= index < self.size:
            raise IndexError(f"leaf {index} of a tree of {self.size}")
        return self._path(index, 0, self.size)

    def consistency(self, earlier: int) -> list[bytes]:
        """The proof that the tree of `earlier` leaves is this one's beginning; empty for nothing or the same."""
        if not 0 <= earlier <= self.size:
            raise IndexError(f"a tree of {earlier} in a tree of {self.size}")
        return self._subproof(earlier, 0, self.size, whole=True) if 0 < earlier < self.size else []

    def _hash(self, start: int, count: int) -> bytes:
        if count & (count - 1) == 0:
            return self._node(count.bit_length() - 1, start)
        split = _split(count)
        return node_hash(self._hash(start, split), self._hash(start + split, count - split))

    def _node(self, height: int, start: int) -> bytes:
        """The root of the perfect subtree of 2^height leaves that begins at leaf `start`."""
        level, rest = divmod(height, TILE_HEIGHT)
        first = start >> (level * TILE_HEIGHT)
        tile = self._tile(level, first >> TILE_HEIGHT)
        within = first % TILE_WIDTH
        return perfect_root(tile[within : within + (1 << rest)])

    def _tile(self, level: int, number: int) -> Sequence[bytes]:
        key = (level, number)
        if key not in self._tiles:
            width = min(TILE_WIDTH, (self.size >> (level * TILE_HEIGHT)) - number * TILE_WIDTH)
            self._tiles[key] = self._read(level, number, width)
        return self._tiles[key]

    def _path(self, index: int, start: int, count: int) -> list[bytes]:
        if count == 1:
            return []
        split = _split(count)
        if index < split:
            return [*self._path(index, start, split), self._hash(start + split, count - split)]
        return [*self._path(index - split, start + split, count - split), self._hash(start, split)]

    def _subproof(self, earlier: int, start: int, count: int, *, whole: bool) -> list[bytes]:
        if earlier == count:
            return [] if whole else [self._hash(start, count)]
        split = _split(count)
        if earlier <= split:
            right = self._hash(start + split, count - split)
            return [*self._subproof(earlier, start, split, whole=whole), right]
        return [
            *self._subproof(earlier - split, start + split, count - split, whole=False),
            self._hash(start, split),
        ]


class Frontier:
    """The tree of leaves that come one by one: one hash for each perfect subtree, largest first."""

    def __init__(self) -> None:
        self.size = 0
        self._roots: list[bytes] = []

    def add(self, hashed: bytes) -> None:
        """Take the next leaf's hash."""
        size = self.size
        while size & 1:
            hashed = node_hash(self._roots.pop(), hashed)
            size >>= 1
        self._roots.append(hashed)
        self.size += 1

    def root(self) -> bytes:
        """The Merkle tree hash of all leaves so far."""
        if not self._roots:
            return EMPTY
        *larger, found = self._roots
        for left in reversed(larger):
            found = node_hash(left, found)
        return found


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)
