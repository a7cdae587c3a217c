"""Published vectors, every one of them: 196 Merkle proofs and the six documents of RFC 8785, all counted."""

from __future__ import annotations

import base64
import json
from collections import Counter

import pytest
import rfc8785

from coop.ledger.log import leaves
from coop.ledger.log.leaves import in_words
from coop.verify import canonical as verifiers
from coop.verify.merkle import is_consistent, is_included
from tests.ledger.log.literal import mth


def decoded(items):
    return [base64.b64decode(item) for item in items or []]


def holds(kind, case):
    proof = decoded(case["proof"])
    if kind == "inclusion":
        hashed, root = decoded([case["leafHash"], case["root"]])
        return is_included(case["leafIdx"], case["treeSize"], hashed, proof, root)
    return is_consistent(case["size1"], case["size2"], *decoded([case["root1"], case["root2"]]), proof)


def test_all_196_merkle_proofs_are_decided_as_published(data):
    decided = Counter()
    for kind in ("inclusion", "consistency"):
        for path in sorted((data / "ledger" / "merkle" / kind).rglob("*.json")):
            case = json.loads(path.read_text())
            assert holds(kind, case) == (not case["wantErr"]), path
            decided[kind, case["wantErr"]] += 1
    assert sum(decided.values()) == 196
    assert {kind: decided[kind, True] + decided[kind, False] for kind in ("inclusion", "consistency")} == {
        "inclusion": 98, "consistency": 98,
    }
    assert all(decided[kind, False] for kind in ("inclusion", "consistency")), "right ones are among them"


DOCUMENTS = ("arrays", "french", "structures", "unicode", "values", "weird")
WITHOUT_NUMBERS = ("french", "unicode", "weird")
LEAVES = ("unicode",)
"""Documents that a leaf could hold: no numbers, and no key but in ASCII."""


@pytest.fixture(params=DOCUMENTS)
def document(request, data):
    """(name, value, the bytes it must become, after their two published forms)."""
    folder = data / "ledger" / "jcs"
    due = (folder / "output" / f"{request.param}.json").read_bytes().rstrip(b"\n")
    assert due == bytes.fromhex((folder / "outhex" / f"{request.param}.txt").read_text())
    return request.param, json.loads((folder / "input" / f"{request.param}.json").read_text(encoding="utf-8")), due


def test_there_are_no_other_documents(data):
    assert tuple(sorted(path.stem for path in (data / "ledger" / "jcs" / "input").iterdir())) == DOCUMENTS


def test_the_library_the_verifier_and_the_log_write_them_as_published(document):
    name, value, due = document
    assert rfc8785.dumps(value) == due
    if name in WITHOUT_NUMBERS:
        assert verifiers.canonical(value) == due
        assert verifiers.read(due) == value
    else:
        with pytest.raises(verifiers.NotCanonical):
            verifiers.canonical(value)
    if name in LEAVES:
        assert leaves.canonical(value) == due


def test_with_their_whole_numbers_in_words_the_three_agree(document):
    _name, value, _due = document
    try:
        words = in_words(value)
        written = leaves.canonical(value)
    except leaves.NotCanonical:
        return
    assert written == rfc8785.dumps(words) == verifiers.canonical(words)


def test_the_proofs_that_our_tree_builds_pass_the_verifier():
    from coop.ledger.log.merkle import Tree, leaf_hash, perfect_root

    hashes = [leaf_hash(b"%d" % n) for n in range(600)]

    def tile(level, number, width):
        if level == 0:
            return hashes[number * 256 : number * 256 + width]
        return [perfect_root(tile(level - 1, n, 256)) for n in range(number * 256, number * 256 + width)]

    roots = {size: Tree(size, tile).root() for size in range(1, 601)}
    assert roots[300] == mth([b"%d" % n for n in range(300)])
    for size in (1, 2, 3, 255, 256, 257, 511, 512, 513, 600):
        tree = Tree(size, tile)
        for index in {0, size // 3, size // 2, size - 1}:
            assert is_included(index, size, hashes[index], tree.inclusion(index), roots[size])
        for earlier in {1, size // 3 or 1, size // 2 or 1, max(size - 1, 1), size}:
            assert is_consistent(earlier, size, roots[earlier], roots[size], tree.consistency(earlier))
