"""The keys and types of every row, exactly: an unknown key would be something unchecked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

Check = Callable[[Any], bool]

_STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
_CITED = re.compile(r"[a-z][a-z0-9_.-]*#[1-9][0-9]*")
_HEX = re.compile(r"[0-9a-f]+")
# Fifteen digits: sums of all postings that fit in a leaf stay within 64 bits.
_INTEGER = re.compile(r"-?[1-9][0-9]{0,14}|0")


def text(value: Any) -> bool:
    return isinstance(value, str)


def word(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def whole(value: Any) -> bool:
    return type(value) is int


def count(value: Any) -> bool:
    return type(value) is int and value >= 0


def positive(value: Any) -> bool:
    return count(value) and value > 0


def integer(value: Any) -> bool:
    """A whole number as a string, in its one spelling."""
    return isinstance(value, str) and bool(_INTEGER.fullmatch(value))


def natural(value: Any) -> bool:
    """The same, zero or more."""
    return integer(value) and value[0] != "-"


def flag(value: Any) -> bool:
    return type(value) is bool


def day(value: Any) -> bool:
    try:
        return isinstance(value, str) and dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def stamp(value: Any) -> bool:
    if not isinstance(value, str) or not _STAMP.fullmatch(value):
        return False
    try:
        dt.datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def hexed(length: int) -> Check:
    return lambda value: isinstance(value, str) and len(value) == length and bool(_HEX.fullmatch(value))


def ratio(value: Any) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"[0-9]+/[1-9][0-9]*", value))


def cited(value: Any) -> bool:
    return isinstance(value, str) and bool(_CITED.fullmatch(value))


def maybe(check: Check) -> Check:
    return lambda value: value is None or check(value)


def each(check: Check) -> Check:
    return lambda value: isinstance(value, list) and all(check(item) for item in value)


def some(check: Check) -> Check:
    """At least one, each of the form."""
    return lambda value: value != [] and each(check)(value)


def mapping(value: Any) -> bool:
    return isinstance(value, dict)


def scalar(value: Any) -> bool:
    return type(value) in (int, str, bool)


def pairs(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())


def row(**keys: Check) -> Check:
    """An object of exactly these keys."""
    return lambda value: isinstance(value, dict) and not fault(value, keys)


def fault(value: dict[str, Any], keys: dict[str, Check]) -> str:
    """What is wrong with a row; empty when nothing is."""
    if keys.keys() != value.keys():
        missing, unknown = sorted(keys.keys() - value.keys()), sorted(value.keys() - keys.keys())
        return f"{missing[0]} is missing" if missing else f"{unknown[0]} is unknown"
    return next((f"{key} cannot be {value[key]!r}" for key, check in keys.items() if not check(value[key])), "")


POSTING = row(account=word, commodity=word, amount=integer)
CLOSED = {"recorded_at": stamp, "voted": count, "ballots": count, "hashes": each(hexed(64))}
SOMETIMES = ("delegated", "paper", "spoiled")
"""What a box says besides where there were any: ballots cast for others, or on paper; blank or spoiled papers."""
BALLOTS: tuple[dict[str, Check], ...] = ({"columns": mapping}, {"contents": each(word)})


def closed(value: Any) -> bool:
    """A box that was closed."""
    if not isinstance(value, dict):
        return False
    besides: dict[str, Check] = {key: positive for key in SOMETIMES if key in value}
    return any(row(**CLOSED, **besides, **said)(value) for said in BALLOTS)


ARCHIVE = row(sha256=hexed(64), election=word, address=word, voters=count, yes=count, no=count, abstain=count)
OUTCOME = {
    "stated_at": stamp, "passed": flag, "ballots": count, "chain_head": hexed(64), "result": mapping, "statement": text,
}  # fmt: skip


def outcome(value: Any) -> bool:
    """An outcome; only a vote held in Belenios has an archive."""
    besides = {"archive": ARCHIVE} if isinstance(value, dict) and "archive" in value else {}
    return row(**OUTCOME, **besides)(value)


ROWS: dict[str, dict[str, Check]] = {
    "accounts.jsonl": {"code": word, "kind": word, "commodity": word},
    "rules.jsonl": {
        "name": word,
        "unit": word,
        "meaning": word,
        "least": maybe(text),
        "most": maybe(text),
        "choices": each(word),
        "constant": flag,
    },
    "rule_versions.jsonl": {
        "name": word,
        "version": count,
        "value": scalar,
        "in_force_from": stamp,
        "decision": word,
        "recorded_at": stamp,
    },
    "decisions.jsonl": {
        "reference": word,
        "kind": word,
        "title": text,
        "decided_at": stamp,
        "statement": text,
        "salt": maybe(hexed(64)),
    },
    "entries.jsonl": {
        "decision": maybe(word),
        "effective_on": day,
        "facts": pairs,
        "id": natural,
        "kind": word,
        "postings": each(POSTING),
        "recorded_at": stamp,
        "reference": word,
        "reverses": maybe(natural),
        "rules": each(cited),
        "uuid": hexed(32),
    },
    "periods.jsonl": {
        "id": count,
        "opens_on": day,
        "closes_on": day,
        "closed_at": stamp,
        "surplus_cents": whole,
        "closing_entry": maybe(count),
    },
    "votes.jsonl": {
        "reference": word,
        "kind": word,
        "title": text,
        "payload": mapping,
        "method": word,
        "options": each(word),
        "names": maybe(row(salt=hexed(64), words=each(word))),
        "opened_at": stamp,
        "closes_at": stamp,
        "quorum": ratio,
        "threshold": text,
        "grace_hours": count,
        "roll_size": count,
        "roll_digest": hexed(64),
        "terms": mapping,
        "rules": each(cited),
        "closed": maybe(closed),
        "outcome": maybe(outcome),
        "enacted": maybe(row(enacted_at=stamp, entries=each(count), rules=each(cited))),
    },
    "distributions.jsonl": {
        "decision": word,
        "period": count,
        "surplus_cents": count,
        "dividend_cents": count,
        "withheld_cents": count,
        "lines": each(row(use=word, basis=word, share=ratio, cents=count)),
        "dividends": each(
            row(
                token=hexed(64),
                minutes=count,
                earned_cents=count,
                years=count,
                share=ratio,
                cents=count,
                cash_cents=count,
                retained_cents=count,
            )
        ),
    },
    "checkpoints.jsonl": {"size": count, "root": word, "note": word, "signed_at": stamp},
    "keys.jsonl": {"verifier": word, "previous": maybe(word), "began_at": stamp, "size": count, "note": word},
}

SOMETIMES_THERE: dict[str, dict[str, Check]] = {
    "votes.jsonl": {
        "countbacks": some(
            row(
                vacated=word,
                unwilling=each(word),
                unanswered=each(word),
                elected=word,
                asked_at=stamp,
                answer=maybe(row(accepts=flag, answered_at=stamp)),
            )
        ),
    },
}
"""What a row says besides, where there is any; left out else, so that exports of earlier releases are read too."""


def fault_of(name: str, value: dict[str, Any]) -> str:
    """What is wrong with a row of a file; empty when nothing is."""
    besides = {key: check for key, check in SOMETIMES_THERE.get(name, {}).items() if key in value}
    return fault(value, {**ROWS[name], **besides})
