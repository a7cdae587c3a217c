"""The tree against published proofs, right and wrong, and against its definition."""

from __future__ import annotations

import base64
import json
from hashlib import sha256

from hypothesis import given, settings
from hypothesis import strategies as st

from coop.verify.merkle import EMPTY, Tree, is_consistent, is_included, leaf_hash, node_hash, root_of


def cases(data, kind):
    for path in sorted((data / "ledger" / "merkle" / kind).rglob("*.json")):
        yield path, json.loads(path.read_text())


def decoded(items):
    return [base64.b64decode(item) for item in items or []]


def test_published_inclusion_proofs(data):
    seen = 0
    for path, case in cases(data, "inclusion"):
        hashed, root = decoded([case["leafHash"], case["root"]])
        held = is_included(case["leafIdx"], case["treeSize"], hashed, decoded(case["proof"]), root)
        assert held == (not case["wantErr"]), path
        seen += 1
    assert seen > 90


def test_published_consistency_proofs(data):
    seen = 0
    for path, case in cases(data, "consistency"):
        roots = decoded([case["root1"], case["root2"]])
        held = is_consistent(case["size1"], case["size2"], *roots, decoded(case["proof"]))
        assert held == (not case["wantErr"]), path
        seen += 1
    assert seen > 90


# RFC 6962, 2.1, word by word: the larger half is the greatest power of two below the size.


def half(size):
    return 1 << (size - 1).bit_length() - 1


def plain_root(hashes):
    if len(hashes) == 1:
        return hashes[0]
    k = half(len(hashes))
    return node_hash(plain_root(hashes[:k]), plain_root(hashes[k:]))


def path(index, hashes):
    if len(hashes) == 1:
        return []
    k = half(len(hashes))
    if index < k:
        return [*path(index, hashes[:k]), plain_root(hashes[k:])]
    return [*path(index - k, hashes[k:]), plain_root(hashes[:k])]


def since(size, hashes, whole=True):
    if size == len(hashes):
        return [] if whole else [plain_root(hashes)]
    k = half(len(hashes))
    if size <= k:
        return [*since(size, hashes[:k], whole), plain_root(hashes[k:])]
    return [*since(size - k, hashes[k:], False), plain_root(hashes[:k])]


trees = st.integers(1, 70).map(lambda size: [leaf_hash(b"%d" % n) for n in range(size)])


@settings(deadline=None)
@given(trees)
def test_the_root_at_every_size_is_that_of_the_definition(hashes):
    tree = Tree()
    assert tree.root() == EMPTY == sha256().digest()
    for size, hashed in enumerate(hashes, 1):
        tree.append(hashed)
        assert tree.root() == plain_root(hashes[:size])
    assert root_of(hashes) == tree.root()


@settings(deadline=None)
@given(trees, st.data())
def test_only_the_right_proof_shows_that_a_leaf_is_included(hashes, data):
    index = data.draw(st.integers(0, len(hashes) - 1))
    size, root, proof = len(hashes), plain_root(hashes), path(index, hashes)
    assert is_included(index, size, hashes[index], proof, root)
    other = data.draw(st.integers(0, len(hashes)))
    if other != index:
        assert not is_included(other, size, hashes[index], proof, root)
    assert not is_included(index, size, leaf_hash(b"another"), proof, root)
    assert not is_included(index, size, hashes[index], [*proof, EMPTY], root)
    if proof:
        assert not is_included(index, size, hashes[index], proof[:-1], root)


@settings(deadline=None)
@given(trees, st.data())
def test_only_a_tree_that_added_to_another_is_consistent_with_it(hashes, data):
    size = data.draw(st.integers(1, len(hashes)))
    before, after, proof = plain_root(hashes[:size]), plain_root(hashes), since(size, hashes)
    assert is_consistent(size, len(hashes), before, after, proof)
    assert not is_consistent(size, len(hashes), EMPTY, after, proof)
    assert not is_consistent(size, len(hashes), before, EMPTY, proof)
    assert not is_consistent(size, len(hashes), before, after, [*proof, EMPTY])


def test_nothing_is_proved_about_the_empty_tree():
    one = leaf_hash(b"")
    assert not is_included(0, 0, one, [], one)
    assert not is_consistent(0, 0, EMPTY, EMPTY, [])
    assert not is_consistent(0, 1, EMPTY, one, [])
