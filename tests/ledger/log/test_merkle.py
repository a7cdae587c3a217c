"""Trees read from tiles are the trees of RFC 6962."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.ledger.log.merkle import EMPTY, TILE_WIDTH, Tree, leaf_hash, node_hash, perfect_root
from tests.ledger.log import literal


def tiles_of(leaves):
    """A reader of tiles over a list of leaves, and the list of what it was asked for."""
    rows, asked = [[leaf_hash(leaf) for leaf in leaves]], []
    while len(rows[-1]) >= TILE_WIDTH:
        below = rows[-1]
        rows.append(
            [perfect_root(below[i : i + TILE_WIDTH]) for i in range(0, len(below) - TILE_WIDTH + 1, TILE_WIDTH)]
        )

    def read(level, number, width):
        asked.append((level, number, width))
        tile = rows[level][number * TILE_WIDTH : number * TILE_WIDTH + width]
        assert 0 < width == len(tile) <= TILE_WIDTH
        return tile

    return read, asked


def numbered(count):
    return [str(number).encode() for number in range(count)]


def test_the_empty_tree_and_the_smallest():
    assert Tree(0, tiles_of([])[0]).root() == EMPTY == sha256(b"").digest()
    assert Tree(1, tiles_of([b"a"])[0]).root() == leaf_hash(b"a")
    assert Tree(2, tiles_of([b"a", b"b"])[0]).root() == node_hash(leaf_hash(b"a"), leaf_hash(b"b"))


@given(st.integers(1, 700), st.data())
def test_roots_paths_and_proofs_are_those_of_the_standard(count, data):
    leaves = numbered(count)
    tree = Tree(count, tiles_of(leaves)[0])
    index, earlier = data.draw(st.integers(0, count - 1)), data.draw(st.integers(1, count))
    assert tree.root() == literal.mth(leaves)
    assert tree.inclusion(index) == literal.path(index, leaves)
    assert tree.consistency(earlier) == literal.proof(earlier, leaves)


def test_a_tree_of_three_levels_of_tiles():
    leaves = numbered(70_000)
    read, asked = tiles_of(leaves)
    tree = Tree(len(leaves), read)
    assert tree.root() == literal.mth(leaves)
    path = tree.inclusion(69_999)
    assert path == literal.path(69_999, leaves)
    # The example of tlog-tiles: full tiles 0 to 272 and one of 112; one full and one of 17; one of 1.
    assert (0, 273, 112) in asked
    assert (1, 1, 17) in asked
    assert (2, 0, 1) in asked


def test_a_proof_reads_a_few_tiles_whatever_the_size():
    leaves = numbered(70_000)
    read, asked = tiles_of(leaves)
    Tree(len(leaves), read).inclusion(12_345)
    assert len(asked) <= 6


def test_nothing_beyond_the_tree_is_proved():
    tree = Tree(3, tiles_of(numbered(3))[0])
    for index in (-1, 3):
        with pytest.raises(IndexError):
            tree.inclusion(index)
    with pytest.raises(IndexError):
        tree.consistency(4)
    assert tree.consistency(0) == tree.consistency(3) == []
