"""Receipts: facts that someone took home, each with its proof. docs/log.md says what is in one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from .canonical import NotCanonical, read
from .chain import chain_head
from .kinds import SUMMARY
from .leaves import BadLeaf, Leaf, commitment, read_leaf
from .merkle import is_included, leaf_hash
from .notes import BadNote, Checkpoint, Verifier, open_checkpoint, read_proof, read_verifier
from .report import Unreadable
from .shapes import Check, count, each, fault, hexed, maybe, row, stamp, text, word

FORMAT, VERSION = "toad-lane-receipt", 1
FIRST_SEEN = "key seen for the first time: compare it with the one the co-op published elsewhere"
ERASED = "what only its owner may read is not in this receipt"

_PLAIN: dict[str, Check] = {
    "leaf": word,
    "index": count,
    "salt": maybe(hexed(64)),
    "private": maybe(text),
    "party": maybe(row(line=word, token=hexed(32))),
    "proof": word,
}
_SUMMED = {**_PLAIN, "summed": row(leaf=word, salt=hexed(64), private=text)}


def _FACT(value: Any) -> bool:
    """A fact, or one that was told within a sum alone."""
    return row(**(_SUMMED if isinstance(value, dict) and "summed" in value else _PLAIN))(value)


_RECEIPT: dict[str, Check] = {
    "format": word,
    "version": count,
    "coop": word,
    "origin": word,
    "verifier": word,
    "title": text,
    "issued_at": stamp,
    "facts": each(_FACT),
    "ballot": maybe(row(vote=word, hash=hexed(64), hashes=each(hexed(64)), fact=count)),
}


@dataclass
class FactReport:
    """One fact of a receipt: what it says, and what is wrong with its proof."""

    type: str
    index: int
    findings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    fact: dict[str, Any] | None = None
    """Of an entry that was told within a sum: the entry."""
    private: dict[str, Any] | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.findings


@dataclass
class ReceiptReport:
    """What a receipt proves. `size`: leaves under the newest tree head in it; `findings`: wrong as a whole."""

    title: str
    coop: str
    origin: str
    key: str
    issued_at: str
    size: int = 0
    facts: list[FactReport] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    heads: dict[int, bytes] = field(default_factory=dict)
    """Size -> root of every tree head that its proofs lead to."""
    ballot: str | None = None
    """The hash of a ballot that was found among those counted."""

    @property
    def sound(self) -> bool:
        """Whether it proves everything it says."""
        return not self.findings and all(fact.ok for fact in self.facts)


def is_receipt(value: object) -> bool:
    """Whether parsed JSON calls itself a receipt."""
    return isinstance(value, dict) and value.get("format") == FORMAT


def check_receipt(text: str, *, trusted_keys: Sequence[str] = ()) -> ReceiptReport:
    """Check every proof in a receipt. `trusted_keys`: verifier keys known from elsewhere; one must have signed it.

    Raises Unreadable for what is no receipt at all.
    """
    given = _read(text)
    report = ReceiptReport(given["title"], given["coop"], given["origin"], given["verifier"], given["issued_at"])
    verifier = _verifier(given, trusted_keys, report)
    heads = report.heads
    for place, one in enumerate(given["facts"]):
        report.facts.append(_fact(one, verifier, heads))
        report.findings += [f"fact {place + 1}: {finding}" for finding in report.facts[-1].findings]
    report.size = max(heads, default=0)
    if not given["facts"]:
        report.findings.append("there is no fact in it")
    if given["ballot"] is not None:
        _ballot(given["ballot"], report)
    return report


def _read(text: str) -> dict[str, Any]:
    try:
        given = json.loads(text, object_pairs_hook=_no_key_twice)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"the receipt is no JSON ({error})") from error
    if not isinstance(given, dict) or not is_receipt(given):
        raise Unreadable(f"it does not say format {FORMAT}")
    if given.get("version") != VERSION:
        raise Unreadable(f"a receipt of version {given.get('version')}; this program reads version {VERSION}")
    wrong = fault(given, _RECEIPT)
    if wrong:
        raise Unreadable(f"the receipt has not its form: {wrong[:200]}")
    return given


def _verifier(given: dict[str, Any], trusted_keys: Sequence[str], report: ReceiptReport) -> Verifier | None:
    try:
        verifier = read_verifier(given["verifier"])
    except BadNote as error:
        report.findings.append(str(error))
        return None
    if verifier.name != given["origin"]:
        report.findings.append(f"its key is of {verifier.name}, it names the log {given['origin']}")
    if not trusted_keys:
        report.notes.append(FIRST_SEEN)
    elif str(verifier) not in {key.strip() for key in trusted_keys}:
        report.findings.append("it is signed by another key than those you trust")
    return verifier


def _fact(given: dict[str, Any], verifier: Verifier | None, heads: dict[int, bytes]) -> FactReport:
    body = given["leaf"].encode("utf-8", "replace")
    try:
        leaf = read_leaf(body)
    except BadLeaf as error:
        return FactReport("", given["index"], [f"its leaf: {error}"])
    report = FactReport(leaf.type, given["index"], fact=leaf.fact)
    if verifier is not None:
        try:
            head = _proved(given, body, verifier)
        except BadNote as error:
            report.findings.append(str(error))
        else:
            if heads.setdefault(head.size, head.root) != head.root:
                report.findings.append(f"two tree heads of size {head.size} differ: the log was split")
    if "summed" in given:
        _within(given, leaf, report)
    else:
        _open(given, leaf, report)
    return report


def _proved(given: dict[str, Any], body: bytes, verifier: Verifier) -> Checkpoint:
    """The tree head that holds the leaf; raises BadNote when the proof does not show that."""
    proof = read_proof(given["proof"])
    head = open_checkpoint(proof.note, verifier)
    if proof.index != given["index"]:
        raise BadNote(f"its proof is of leaf {proof.index}, it says {given['index']}")
    if not is_included(proof.index, head.size, leaf_hash(body), proof.hashes, head.root):
        raise BadNote(f"it is not leaf {proof.index} of the tree of {head.size} leaves that was signed")
    return head


def _open(given: dict[str, Any], leaf: Leaf, report: FactReport) -> None:
    """Hold the private part to the leaf's commitment, and whom it concerns to the private part."""
    salt, private = given["salt"], given["private"]
    if (salt is None) != (private is None):
        report.findings.append("salt and private part come together")
        return
    if salt is None or private is None:
        if leaf.commit is not None:
            report.notes.append(ERASED)
        if given["party"] is not None:
            report.findings.append("it says whom a line concerns, without the part that shows it")
        return
    if leaf.commit is None:
        report.findings.append("nothing private stands behind this leaf")
        return
    said = private.encode("utf-8", "replace")
    if commitment(salt, said) != leaf.commit:
        report.findings.append("its private part is not what the leaf commits to")
        return
    try:
        opened = read(said)
    except NotCanonical as error:
        report.findings.append(f"its private part: {error}")
        return
    report.private = opened if isinstance(opened, dict) else None
    if given["party"] is not None:
        _concerns(given["party"], salt, report)


def _within(given: dict[str, Any], leaf: Leaf, report: FactReport) -> None:
    """An entry that the log tells only within a sum: the sum's leaf commits to a list that its commitment is in."""
    own = given["summed"]
    if leaf.type != "entry" or leaf.fact.get("kind") != SUMMARY:
        report.findings.append("its leaf is of no sum, so nothing can be within it")
        return
    if given["salt"] is None or given["private"] is None:
        report.findings.append("the sum's own private part is missing, which lists what is within it")
        return
    _open({**given, "party": None}, leaf, report)
    listed = (report.private or {}).get("summed")
    said = own["leaf"].encode("utf-8", "replace")
    if report.findings:
        return
    if not isinstance(listed, list) or commitment(own["salt"], said) not in listed:
        report.findings.append("it is not among the entries that the sum was made of")
        return
    try:
        inner = read_leaf(said)
    except BadLeaf as error:
        report.findings.append(f"its leaf: {error}")
        return
    if inner.type != "entry":
        report.findings.append("what is within a sum is an entry")
        return
    report.fact = inner.fact
    report.notes.append(f"it was published only within the sum of {len(listed)} entries, {leaf.fact.get('reference')}")
    _open({**own, "party": given["party"]}, inner, report)


def _concerns(party: dict[str, str], salt: str, report: FactReport) -> None:
    parties = (report.private or {}).get("parties")
    marked = sha256(bytes.fromhex(salt) + party["token"].encode()).hexdigest()
    if not isinstance(parties, dict) or parties.get(party["line"]) != marked:
        report.findings.append(f"line {party['line']} does not concern the one who holds this receipt")


def _ballot(ballot: dict[str, Any], report: ReceiptReport) -> None:
    where = f"ballot {ballot['hash'][:12]}"
    if ballot["fact"] >= len(report.facts) or report.facts[ballot["fact"]].type != "outcome":
        report.findings.append(f"{where}: the receipt does not hold the outcome it was counted in")
        return
    fact = report.facts[ballot["fact"]].fact or {}
    hashes = ballot["hashes"]
    if fact.get("reference") != ballot["vote"]:
        report.findings.append(f"{where}: the outcome is of another vote")
    if hashes != sorted(set(hashes)) or str(len(hashes)) != fact.get("ballots"):
        report.findings.append(f"{where}: the hashes are not those of {fact.get('ballots')} ballots, sorted")
    if chain_head(ballot["vote"], hashes) != fact.get("chain_head"):
        report.findings.append(f"{where}: the hashes do not chain to the head of the outcome")
    if ballot["hash"] not in hashes:
        report.findings.append(f"{where}: it is not among those counted")
    elif not any(finding.startswith(where) for finding in report.findings):
        report.ballot = ballot["hash"]


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found
