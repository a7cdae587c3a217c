"""A receipt made by hand, of an entry and of the outcome of a vote, for those who check receipts."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from tests.verify.handmade import ORIGIN, Log, canonical

SALT, TOKEN = "5a" * 32, "7b" * 16
BALLOTS = sorted(sha256(b"%d" % n).hexdigest() for n in range(4))
ENTRY = {
    "id": "57", "uuid": "ab" * 16, "reference": "booking:K7Q29XPM:completed", "kind": "booking-completed",
    "effective_on": "2026-03-02", "recorded_at": "2026-03-02T09:00:00.000000Z", "rules": ["fee.rate#1"],
    "decision": None, "reverses": None, "facts": {"price_cents": "10000", "method": "transfer"},
    "postings": [
        {"account": "Liabilities:ClientsHeld", "commodity": "EUR", "amount": "10000"},
        {"account": "Liabilities:WorkersPayable", "commodity": "EUR", "amount": "-9500"},
        {"account": "Income:Fees", "commodity": "EUR", "amount": "-500"},
        {"account": "Labour:Worked", "commodity": "MIN", "amount": "90"},
        {"account": "Labour:Contributed", "commodity": "MIN", "amount": "-90"},
    ],
}  # fmt: skip
PRIVATE = {
    "details": {},
    "memo": "Zoë’s job <b>&",
    "parties": {"2": sha256(bytes.fromhex(SALT) + TOKEN.encode()).hexdigest()},
    "reference": "booking:K7Q29XPM:completed",
}


def chain() -> str:
    """The head of the ballots' chain."""
    link = sha256(b"V-1").digest()
    for ballot in BALLOTS:
        link = sha256(link + bytes.fromhex(ballot)).digest()
    return link.hex()


def log() -> Log:
    """Nine leaves; the entry is the second, the outcome the third."""
    made = Log()
    made.add("charter", {"currency": "EUR"})
    made.add("entry", ENTRY, sha256(bytes.fromhex(SALT) + canonical(PRIVATE)).hexdigest())
    made.add("outcome", {"reference": "V-1", "passed": True, "ballots": "4", "chain_head": chain()})
    for number in range(6):
        made.add("period", {"id": str(number)})
    return made


def receipt(of: Log) -> dict[str, Any]:
    """What its holder would have downloaded."""

    def fact(index: int, **opened: Any) -> dict[str, Any]:
        closed = {"salt": None, "private": None, "party": None}
        return {"leaf": of.leaves[index].decode(), "index": index, "proof": of.proof(index), **closed, **opened}

    party = {"line": "2", "token": TOKEN}
    return {
        "format": "toad-lane-receipt",
        "version": 1,
        "coop": "Harbour Hands",
        "origin": ORIGIN,
        "verifier": of.key.verifier,
        "title": "Booking K7Q2-9XPM",
        "issued_at": "2026-03-02T09:00:00.000000Z",
        "facts": [fact(1, salt=SALT, private=canonical(PRIVATE).decode(), party=party), fact(2)],
        "ballot": {"vote": "V-1", "hash": BALLOTS[2], "hashes": BALLOTS, "fact": 1},
    }


SUMMARY_SALT = "3c" * 32
SUMMARY = {
    **ENTRY, "id": "61", "uuid": "cd" * 16, "reference": "small-days:2026-03-05", "kind": "small-days",
    "effective_on": "2026-03-05", "facts": {"first_on": "2026-03-02", "last_on": "2026-03-05", "bookings": "3",
                                            "entries": "3", "fees": ""},
}  # fmt: skip


def inner_leaf() -> bytes:
    """The line that the entry would have had."""
    commit = sha256(bytes.fromhex(SALT) + canonical(PRIVATE)).hexdigest()
    return canonical({"commit": commit, "fact": ENTRY, "type": "entry", "v": "1"})


def summary_private() -> bytes:
    """What the summary's leaf commits to: the entry's commitment among others."""
    own = sha256(bytes.fromhex(SALT) + inner_leaf()).hexdigest()
    listed = sorted([own, sha256(b"another").hexdigest(), sha256(b"a third").hexdigest()])
    return canonical({"details": {}, "memo": "", "parties": {}, "reference": SUMMARY["reference"], "summed": listed})


def summed_log() -> Log:
    """The same log, in which the entry is told only within a sum."""
    made = Log()
    made.add("charter", {"currency": "EUR"})
    made.add("entry", SUMMARY, sha256(bytes.fromhex(SUMMARY_SALT) + summary_private()).hexdigest())
    made.add("outcome", {"reference": "V-1", "passed": True, "ballots": "4", "chain_head": chain()})
    for number in range(6):
        made.add("period", {"id": str(number)})
    return made


def summed_receipt(of: Log) -> dict[str, Any]:
    """The receipt of an entry that was told only within a sum."""
    made = receipt(of)
    made["facts"][0].update(
        salt=SUMMARY_SALT,
        private=summary_private().decode(),
        summed={"leaf": inner_leaf().decode(), "salt": SALT, "private": canonical(PRIVATE).decode()},
    )
    return made
