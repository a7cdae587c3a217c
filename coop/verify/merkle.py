"""The tree of RFC 6962, section 2.1: roots while leaves stream by, inclusion and consistency proofs.

About the empty tree, on which RFC 9162 and published test vectors differ: it has a root, but nothing is in it and
a proof from it proves nothing, so both kinds of proof are refused for it. Nobody loses by that: the first tree head
anyone remembers has a leaf.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

EMPTY = sha256().digest()


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf's bytes."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """A growing tree that remembers only the roots of its full subtrees, one for each bit of its size."""

    def __init__(self) -> None:
        self.size = 0
        self._full: list[bytes] = []

    def append(self, hashed: bytes) -> None:
        """Add a leaf, given its hash."""
        size = self.size
        while size & 1:
            hashed = sha256(b"\x01" + self._full.pop() + hashed).digest()
            size >>= 1
        self._full.append(hashed)
        self.size += 1

    def root(self) -> bytes:
        """The root at the present size."""
        if not self._full:
            return EMPTY
        root = self._full[-1]
        for left in reversed(self._full[:-1]):
            root = node_hash(left, root)
        return root


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root of a tree from its leaves' hashes."""
    tree = Tree()
    for hashed in hashes:
        tree.append(hashed)
    return tree.root()


def is_included(index: int, size: int, hashed: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows that the leaf with this hash stands at `index` (from 0) in the tree of this root."""
    if not 0 <= index < size or not _are_hashes([hashed, root, *proof]):
        return False
    # RFC 9162, 2.1.3.2: fn is the place, sn the last place, on the level the walk has come to.
    fn, sn = index, size - 1
    for step in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            hashed = node_hash(step, hashed)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            hashed = node_hash(hashed, step)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and hashed == root


def is_consistent(size: int, later_size: int, root: bytes, later_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the later tree only added to the earlier one."""
    if not 1 <= size <= later_size:
        return False
    if size == later_size:
        return not proof and root == later_root
    if not proof or not _are_hashes([root, later_root, *proof]):
        return False
    # RFC 9162, 2.1.4.2: a full earlier tree is a node itself, and is left out of the proof.
    steps = [root, *proof] if size & (size - 1) == 0 else list(proof)
    fn, sn = size - 1, later_size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    earlier = later = steps[0]
    for step in steps[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            earlier, later = node_hash(step, earlier), node_hash(step, later)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            later = node_hash(later, step)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and earlier == root and later == later_root


def _are_hashes(given: Sequence[bytes]) -> bool:
    return all(len(item) == 32 for item in given)
