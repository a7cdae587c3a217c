"""Signed notes and keys. Other people's programs verify them in tests/interop; here is what must be refused."""

import base64

import pytest

from coop.ledger.log.notes import BadKey, Signer, TreeHead, handed_over, proof, signed


def test_a_key_can_be_written_and_read():
    signer = Signer.new("coop.example/log")
    assert Signer.read(signer.written() + "\n") == signer
    name, key_id, encoded = signer.verifier.split("+", 2)
    assert name == "coop.example/log"
    assert key_id == signer.key_id.hex()
    assert base64.b64decode(encoded) == b"\x01" + signer.public


@pytest.mark.parametrize("name", ["", "two words", "a+b", "line\nfeed"])
def test_a_name_that_notes_cannot_carry(name):
    with pytest.raises(BadKey):
        Signer.new(name)


def test_a_key_that_was_damaged_is_refused():
    text = Signer.new("coop.example").written()
    for damaged in ("", "x", text[8:], text.replace("coop", "c00p"), text[:-4], text.replace("PRIVATE", "PUBLIC")):
        with pytest.raises(BadKey):
            Signer.read(damaged)


def test_a_note_is_text_blank_line_signature():
    signer = Signer.new("coop.example")
    head = TreeHead("coop.example", 12, b"r" * 32)
    note = signed(head.text(), [signer])
    text, signature = note.split("\n\n")
    assert text == f"coop.example\n12\n{base64.b64encode(b'r' * 32).decode()}"
    assert signature.startswith("— coop.example ")
    assert signature.endswith("\n")
    assert TreeHead.read(note) == head
    with pytest.raises(ValueError, match="line feed"):
        signed("no end", [signer])


def test_a_hand_over_names_both_keys():
    assert handed_over("o", None, "new", 0) == "toad-lane log key hand-over\no\n-\nnew\n0\n"
    assert handed_over("o", "old", "new", 7).split("\n")[2:5] == ["old", "new", "7"]


def test_a_proof_ends_with_its_checkpoint():
    assert proof(3, [b"a" * 32], "note\n").split("\n\n", 1)[1] == "note\n"
    assert proof(3, [], "note\n") == "c2sp.org/tlog-proof@v1\nindex 3\n\nnote\n"
