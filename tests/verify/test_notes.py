"""Signed notes, keys, tree heads and proofs: what is well made is read, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coop.verify.notes import BadNote, open_checkpoint, read_checkpoint, read_note, read_proof, read_verifier
from tests.verify.logs import Key, Log, b64, signed

KEY = Key()
VERIFIER = read_verifier(KEY.verifier)
ROOT = b64(bytes(32))


def test_the_published_example_of_a_note_is_read():
    """The example of golang.org/x/mod/sumdb/note, signed by one key."""
    key = read_verifier("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    text = (
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    )
    line = (
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    )
    assert read_note(text + "\n" + line).signers([key]) == [key]
    with pytest.raises(BadNote, match="does not hold"):
        read_note(text.replace("problem is", "answer is") + "\n" + line).signers([key])


def test_a_verifier_key_has_one_spelling():
    assert str(VERIFIER) == KEY.verifier
    for wrong in (
        KEY.verifier[:-1],
        KEY.verifier.replace("+", "-", 1),
        KEY.verifier.replace(KEY.id.hex(), "00000000"),
        KEY.verifier + "\n",
        "a b+" + KEY.verifier.partition("+")[2],
        "",
    ):
        with pytest.raises(BadNote):
            read_verifier(wrong)


def test_a_tree_head_opens_with_its_own_key_alone():
    log = Log()
    log.add("charter", {})
    note = log.head()
    assert open_checkpoint(note, VERIFIER).size == 1
    other = Key(seed=b"o" * 32)
    with pytest.raises(BadNote, match="not signed by"):
        open_checkpoint(log.head(None, other), VERIFIER)
    # A second signature by a key nobody asked about is nobody's business, as with witnesses.
    assert open_checkpoint(log.head(None, KEY, Key("witness.example", b"w" * 32)), VERIFIER).size == 1
    named = Key("another.example", KEY.seed)
    with pytest.raises(BadNote, match="signed by the key of"):
        open_checkpoint(log.head(None, named), read_verifier(named.verifier))


@pytest.mark.parametrize(
    "text",
    [
        f"a\n01\n{ROOT}\n",
        f"a\n-1\n{ROOT}\n",
        f"a\n1\n{ROOT[:-2]}\n",
        f"a\n1\n{ROOT}\nmore\n",
        f"a b\n1\n{ROOT}\n",
        f"a\n1\n{ROOT}",
        f"a\n٣\n{ROOT}\n",
        f"a\n1\n{ROOT.replace('A=', 'B=')}\n",
    ],
)
def test_a_tree_head_has_one_spelling(text):
    with pytest.raises(BadNote):
        read_checkpoint(text)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "text\n",
        "text\n\n",
        "text\n\n— name AAAAAAAA",
        "text\n\n- name AAAAAAAA\n",
        "text\n\n— name AAAA\n",
        "text\n\n— name A A\n",
        "te\rxt\n\n— name AAAAAAAA\n",
    ],
)
def test_what_is_no_note_is_refused(note):
    with pytest.raises(BadNote):
        read_note(note)


@settings(deadline=None)
@given(st.integers(0, 10**6), st.sampled_from("abcABC012+/=— \n"))
def test_a_note_with_one_sign_more_or_less_never_holds_another_text(place, sign):
    text = f"{KEY.name}\n7\n{ROOT}\n"
    note = signed(text, KEY)
    place %= len(note)
    for changed in (note[:place] + sign + note[place:], note[:place] + note[place + 1 :]):
        if changed == note:
            continue
        try:
            opened = read_note(changed)
            assert not opened.signers([VERIFIER]) or opened.text == text
        except BadNote:
            pass


def test_proofs_are_read_and_malformed_ones_are_not():
    log = Log()
    for number in range(5):
        log.add("charter", {"n": str(number)})
    proof = read_proof(log.proof(3))
    assert (proof.index, len(proof.hashes)) == (3, 3)
    assert open_checkpoint(proof.note, VERIFIER).size == 5
    good = log.proof(3)
    spelled = (good.replace("@v1", "@v2"), good.replace("index 3", "index 03"), good.replace("=\n", "\n", 1))
    for wrong in (*spelled, "", "\n\n"):
        with pytest.raises(BadNote):
            read_proof(wrong)
