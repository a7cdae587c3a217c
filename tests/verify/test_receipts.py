"""Receipts: a good one is found good; whatever is changed in it is found."""

from __future__ import annotations

import copy
import json
import random
from hashlib import sha256

import pytest

from coop.verify.receipts import FIRST_SEEN, check_receipt
from coop.verify.report import Unreadable
from tests.verify.logs import ORIGIN, Key, Log, canonical
from tests.verify.tampering import changed, leaves

SALT, TOKEN = "5a" * 32, "7b" * 16
BALLOTS = sorted(sha256(b"%d" % n).hexdigest() for n in range(4))


def chain() -> str:
    link = sha256(b"V-1").digest()
    for ballot in BALLOTS:
        link = sha256(link + bytes.fromhex(ballot)).digest()
    return link.hex()


@pytest.fixture(scope="module")
def log() -> Log:
    log = Log()
    log.add("charter", {"currency": "EUR"})
    private = canonical(
        {
            "details": {},
            "memo": "Zoë’s job",
            "parties": {"2": sha256(bytes.fromhex(SALT) + TOKEN.encode()).hexdigest()},
            "reference": "booking:J00:completed",
        }
    )
    log.private = private.decode()
    log.add("entry", {"id": "1", "kind": "tip"}, sha256(bytes.fromhex(SALT) + private).hexdigest())
    log.add("outcome", {"reference": "V-1", "ballots": "4", "chain_head": chain()})
    for number in range(6):
        log.add("period", {"id": str(number)})
    return log


@pytest.fixture(scope="module")
def receipt(log):
    def fact(index, salt=None, private=None, party=None):
        opened = {"salt": salt, "private": private, "party": party}
        return {"leaf": log.leaves[index].decode(), "index": index, "proof": log.proof(index), **opened}

    return {
        "format": "toad-lane-receipt",
        "version": 1,
        "coop": "Harbour Hands",
        "origin": ORIGIN,
        "verifier": log.key.verifier,
        "title": "A tip",
        "issued_at": "2026-03-02T09:00:00.000000Z",
        "facts": [fact(1, SALT, log.private, {"line": "2", "token": TOKEN}), fact(2)],
        "ballot": {"vote": "V-1", "hash": BALLOTS[2], "hashes": BALLOTS, "fact": 1},
    }


def check(receipt, **given):
    return check_receipt(json.dumps(receipt), **given)


def test_a_good_receipt_proves_what_it_says(receipt, log):
    report = check(receipt, trusted_keys=[log.key.verifier])
    assert report.sound, report.findings
    assert report.notes == []
    assert (report.title, report.origin, report.key, report.size) == ("A tip", ORIGIN, log.key.verifier, 9)
    assert [(fact.type, fact.index, fact.ok) for fact in report.facts] == [("entry", 1, True), ("outcome", 2, True)]
    assert report.facts[0].private["memo"] == "Zoë’s job"
    assert report.facts[0].fact == {"id": "1", "kind": "tip"}
    assert report.ballot == BALLOTS[2]


def test_a_key_nobody_vouched_for_is_said_to_be_new(receipt):
    report = check(receipt)
    assert report.sound
    assert report.notes == [FIRST_SEEN]


def test_a_key_other_than_those_trusted_is_found(receipt):
    assert not check(receipt, trusted_keys=[Key(seed=b"o" * 32).verifier]).sound


def test_a_receipt_of_an_erased_person_still_proves_the_fact(receipt):
    erased = copy.deepcopy(receipt)
    erased["facts"][0].update(salt=None, private=None, party=None)
    report = check(erased)
    assert report.sound
    assert report.facts[0].notes


def test_whatever_is_changed_is_found(receipt, log):
    """Every value in turn; but for words outside any signature: the receipt's own title, co-op and date."""
    dice = random.Random(8032)
    for path, value in leaves(receipt):
        if path[0] in ("title", "coop", "issued_at") or value is None:
            continue
        for _ in range(20):
            if isinstance(value, int):
                other = value + 1
            else:
                place = dice.randrange(len(value))
                other = value[:place] + dice.choice("0aZ=\n ") + value[place + 1 :]
                if other == value:
                    continue
            try:
                report = check(changed(receipt, path, other), trusted_keys=[log.key.verifier])
            except Unreadable:
                continue
            if report.sound:
                # Another ballot of the same vote is one that was counted too.
                assert path == ("ballot", "hash"), (path, other)
                assert other in BALLOTS


def test_a_leaf_of_the_operators_own_making_is_found(receipt, log):
    forged = copy.deepcopy(receipt)
    other = Log(leaves=[*log.leaves[:1], canonical({"commit": None, "fact": {"id": "9"}, "type": "period", "v": "1"})])
    fact = forged["facts"][1]
    fact.update(leaf=other.leaves[1].decode(), index=1, proof=other.proof(1))
    forged["facts"], forged["ballot"] = [fact], None
    assert check(forged).sound
    # Beside a proof of the tree that everybody else sees it gives itself away when the sizes are the same.
    grown = Log(leaves=[*other.leaves, *log.leaves[2:]])
    fact["proof"] = grown.proof(1)
    forged["facts"] = [receipt["facts"][0], fact]
    assert any("split" in finding for finding in check(forged).findings)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format":"toad-lane-receipt","version":2}', "[" * 100_000, "\x00"])
def test_what_is_no_receipt_is_refused_in_words(text):
    with pytest.raises(Unreadable):
        check_receipt(text)


def test_half_a_character_is_a_finding_and_no_crash(receipt):
    broken = copy.deepcopy(receipt)
    broken["facts"][0]["leaf"] = broken["facts"][0]["leaf"][:-1] + "\ud800}"
    broken["facts"][0]["private"] += "\ud800"
    assert not check(broken).sound
