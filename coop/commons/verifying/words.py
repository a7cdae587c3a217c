"""What is said of a receipt, once for the script and for the page made here: both name the same thing alike."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from coop.commons.labels import ENTRY_KINDS


def N_(message: str) -> str:
    """Mark a message for translators."""
    return message


SENTENCES = (
    N_("the receipt is no JSON"),
    N_("it does not say format toad-lane-receipt"),
    N_("a receipt of version %(given)s; this program reads version %(known)s"),
    N_("the receipt has not its form: %(what)s"),
    N_("there is no fact in it"),
    N_("fact %(number)s: %(what)s"),
    N_("key seen for the first time: compare it with the one the co-op published elsewhere"),
    N_("it is signed by another key than those you trust"),
    N_("its key is of %(name)s, it names the log %(origin)s"),
    N_("this is no Ed25519 verifier key (<name>+<id>+<base64>)"),
    N_("the verifier key's id is %(right)s, not %(given)s: it was mistyped"),
    N_("the key"),
    N_("a hash"),
    N_("a signature"),
    N_("%(what)s is no base64"),
    N_("%(what)s is not written in the one right way of base64"),
    N_("a hash is not of 32 bytes"),
    N_("a signature line is not of the form: dash, name, base64"),
    N_("a control character stands in the note"),
    N_("it is no signed note: text, an empty line, signature lines"),
    N_("it is no tree head: origin, size, root, each on its line"),
    N_("the signature of %(key)s does not hold"),
    N_("it is not signed by %(key)s"),
    N_("it is the head of %(origin)s, signed by the key of %(name)s"),
    N_("it is no proof: it does not begin with %(format)s"),
    N_("the proof does not say which index it is of"),
    N_("its proof is of leaf %(proved)s, it says %(said)s"),
    N_("it is not leaf %(index)s of the tree of %(size)s leaves that was signed"),
    N_("two tree heads of size %(size)s differ: the log was split"),
    N_("its leaf: %(what)s"),
    N_("a leaf of %(size)s bytes, %(most)s at most"),
    N_("it is no JSON"),
    N_("it is not written canonically"),
    N_("a number stands in it (%(number)s)"),
    N_("it has not the four keys of a leaf of version 1"),
    N_("there is no type %(type)s"),
    N_("its fact is no object"),
    N_("its commitment is not of its type"),
    N_("salt and private part come together"),
    N_("what only its owner may read is not in this receipt"),
    N_("it says whom a line concerns, without the part that shows it"),
    N_("nothing private stands behind this leaf"),
    N_("its private part is not what the leaf commits to"),
    N_("its private part: %(what)s"),
    N_("line %(line)s does not concern the one who holds this receipt"),
    N_("its leaf is of no sum, so nothing can be within it"),
    N_("the sum's own private part is missing, which lists what is within it"),
    N_("it is not among the entries that the sum was made of"),
    N_("what is within a sum is an entry"),
    N_("it was published only within the sum of %(count)s entries, %(reference)s"),
    N_("ballot %(hash)s: the receipt does not hold the outcome it was counted in"),
    N_("ballot %(hash)s: the outcome is of another vote"),
    N_("ballot %(hash)s: the hashes are not those of %(ballots)s ballots, sorted"),
    N_("ballot %(hash)s: the hashes do not chain to the head of the outcome"),
    N_("ballot %(hash)s: it is not among those counted"),
)
"""Sentences of coop/verify and of static/verify/receipts.js, which are the same."""

_ALSO = {"the receipt is no JSON (%(why)s)": "the receipt is no JSON", "it is no JSON (%(why)s)": "it is no JSON"}
"""Where the verifier adds what Python's own reader said, in English."""

LABELS = {
    "holds": _l("This receipt holds"),
    "broken": _l("This receipt does not hold"),
    "unreadable": _l("This is no receipt that can be checked"),
    "every": _l(
        "Every fact in it is among the first %(size)s of the log %(origin)s, as its key signed them. "
        "Nothing in it was changed."
    ),
    "first": _l("The first wrong place: %(what)s."),
    "broken_means": _l(
        "Something in it was changed after it was signed, or was never signed like this. "
        "Ask whoever gave it to you for the file as they downloaded it."
    ),
    "all_wrong": _l("Everything that is wrong"),
    "counted": _l("The ballot %(hash)s is among those that were counted."),
    "number": _l("Fact %(number)s:"),
    "holds_fact": _l("holds"),
    "broken_fact": _l("does not hold"),
    "title": _l("For"),
    "coop": _l("Co-op"),
    "issued": _l("Issued"),
    "log": _l("Log"),
    "key": _l("Key that signed it"),
    "leaf": _l("Place in the log"),
    "place": _l("leaf %(index)s of %(size)s, counted from 0"),
    "postings": _l("Postings"),
    "account": _l("Account"),
    "amount": _l("Amount"),
    "minutes": _l("%(count)s min"),
    "private": _l("Only its parties can read"),
    "yours": _l("Line %(line)s concerns the one who holds this receipt."),
    "bytes": _l("Leaf and proof, byte for byte"),
    "published": _l(
        "This page knows the key: it is one that the co-op's own site gives for its log. "
        "Compare it with the one the co-op published elsewhere."
    ),
    "seen": _l("It is the key that this browser saw before."),
    "changed": _l("The key is another than the one this browser saw before."),
    "before": _l("Before, it was:"),
    "ask": _l(
        "A co-op can hand its log over to a new key, and then says so at /log/keys and to its members. "
        "If it did not, somebody else signed this. Ask before you go on."
    ),
    "trust": _l("I have asked: trust the new key"),
    "too_large": _l("The file is too large for a receipt."),
    "too_many": _l(
        "There are more than %(most)s facts in it, too many for this site to check. "
        "Your browser does it with JavaScript, and coop-verify on your computer."
    ),
    "nothing": _l("Choose a file, or paste the text of a receipt."),
}

TYPES = {
    "charter": _l("the co-op's charter"),
    "decision": _l("a decision"),
    "rule-version": _l("a rule"),
    "entry": _l("an entry of the ledger"),
    "period": _l("a closed period"),
    "vote-opened": _l("a vote that opened"),
    "vote-closed": _l("a vote that closed"),
    "outcome": _l("the outcome of a vote"),
    "enactment": _l("a decision carried out"),
    "countback": _l("a vacant seat, counted back"),
    "countback-answer": _l("an answer to a countback"),
    "distribution": _l("a surplus shared out"),
    "key": _l("a key of the log"),
}

KEYS = {
    "bookings": _l("Bookings"),
    "entries": _l("Entries"),
    "fees": _l("Fees, by rule"),
    "first_on": _l("First day"),
    "last_on": _l("Last day"),
    "ballots": _l("Ballots"),
    "chain_head": _l("Head of the ballots' chain"),
    "decision": _l("Decision"),
    "effective_on": _l("Day"),
    "id": _l("Number"),
    "kind": _l("Kind"),
    "memo": _l("Note"),
    "method": _l("Paid by"),
    "parts": _l("Parts of the team"),
    "passed": _l("Passed"),
    "price_cents": _l("Price"),
    "recorded_at": _l("Recorded"),
    "reference": _l("Reference"),
    "result_sha256": _l("Digest of the count"),
    "reverses": _l("Undoes entry"),
    "rules": _l("Rules it follows"),
    "stated_at": _l("Stated"),
    "title": _l("Title"),
    "uuid": _l("Lasting number"),
}


def key(name: str) -> str:
    """What a key of a fact is called; the key itself where it has no name of its own."""
    return str(KEYS[name]) if name in KEYS else name.replace("_", " ")


def for_script() -> dict[str, Any]:
    """All of it for the script; of the sentences those that the reader's language says otherwise."""
    return {
        "sentences": {said: gettext(said) for said in SENTENCES if gettext(said) != said},
        "labels": {name: str(words) for name, words in LABELS.items()},
        "types": {name: str(words) for name, words in TYPES.items()},
        "keys": {name: str(words) for name, words in KEYS.items()},
        "kinds": {name: str(words) for name, words in ENTRY_KINDS.items()},
    }


def label(name: str, **gaps: object) -> str:
    """A label with its gaps filled."""
    return str(LABELS[name]) % gaps if gaps else str(LABELS[name])


def sentence(found: str) -> str:
    """A sentence of the verifier in the reader's language; one that is not known stays as it is."""
    for shape, said in _shapes():
        match = shape.fullmatch(found)
        if match:
            gaps = {name: sentence(part) if name == "what" else part for name, part in match.groupdict().items()}
            words: str = gettext(said)
            return words % gaps if gaps else words
    return found


@cache
def _shapes() -> list[tuple[re.Pattern[str], str]]:
    """Sentences as patterns, those with most words of their own first."""
    known = {**{said: said for said in SENTENCES}, **_ALSO}
    ordered = sorted(known, key=lambda said: -len(re.sub(r"%\(\w+\)s", "", said)))
    return [(re.compile(_pattern(said), re.S), known[said]) for said in ordered]


def _pattern(said: str) -> str:
    parts = re.split(r"%\((\w+)\)s", said)
    return "".join(f"(?P<{part}>.*?)" if place % 2 else re.escape(part) for place, part in enumerate(parts))
