"""A receipt as JSON, in the form of docs/log.md: pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

FORMAT, VERSION = "toad-lane-receipt", 1


@dataclass(frozen=True)
class FactProved:
    """A leaf with its proof; `salt` and `private` open it, unless they were erased; `party`: line and token."""

    leaf: str
    index: int
    salt: str | None
    private: str | None
    party: dict[str, str] | None
    proof: str
    summed: dict[str, str] | None = None
    """Of an entry that was published within a summary, whose leaf and opening are those above: leaf, salt, private."""


@dataclass(frozen=True)
class BallotProved:
    """A ballot's hash among all that were counted; `fact` is the place of their outcome."""

    vote: str
    hash: str
    hashes: Sequence[str]
    fact: int


@dataclass(frozen=True)
class Signed:
    """Whose log the facts are in, and the verifier key of the tree head that they are proved under."""

    origin: str
    verifier: str


def receipt(
    *,
    coop: str,
    signed: Signed,
    title: str,
    issued_at: str,
    facts: Sequence[FactProved],
    ballot: BallotProved | None = None,
) -> str:
    """The file's text; `issued_at` as leaves write moments."""
    written: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "coop": coop,
        "origin": signed.origin,
        "verifier": signed.verifier,
        "title": title,
        "issued_at": issued_at,
        "facts": [_fact(fact) for fact in facts],
        "ballot": asdict(ballot) if ballot else None,
    }
    return json.dumps(written, indent=1, ensure_ascii=False) + "\n"


def _fact(fact: FactProved) -> dict[str, Any]:
    """`summed` only where there is something: the form of all other receipts stays as it was."""
    said = asdict(fact)
    if fact.summed is None:
        del said["summed"]
    return said
