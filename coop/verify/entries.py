"""A line of entries.jsonl: the canonical JSON that its leaf holds, every number in it a string."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

from .canonical import NotCanonical, read
from .rows import BadRow
from .shapes import ROWS, day, fault


class Entry(NamedTuple):
    """An entry; a posting is (account, amount, commodity), debit positive."""

    id: int
    uuid: str
    reference: str
    kind: str
    effective_on: str
    recorded_at: str
    rules: tuple[str, ...]
    decision: str | None
    reverses: int | None
    facts: dict[str, str]
    postings: list[tuple[str, int, str]]

    def moved(self) -> dict[tuple[str, str], int]:
        """(account, commodity) -> what the entry moved there."""
        sums: dict[tuple[str, str], int] = {}
        for account, amount, commodity in self.postings:
            sums[account, commodity] = sums.get((account, commodity), 0) + amount
        return sums


# What nearly every line looks like: one pattern both reads it and shows it to be canonical, four times faster than a
# parser. A line with an escape in it, or with anything wrong, takes the way through the parser, which says what.
_PLAIN = r'[^"\\\x00-\x1f]'
_WORD = rf'"({_PLAIN}+)"'
_NUMBER = r'"(-?[1-9][0-9]{0,14}|0)"'
_FACTS = re.compile(rf'"([a-z_]+)":"({_PLAIN}*)"')
_POSTINGS = re.compile(rf'\{{"account":{_WORD},"amount":{_NUMBER},"commodity":{_WORD}\}}')


def _listed(pattern: str) -> str:
    """What matches any number of a thing, with commas between, as one group."""
    one = pattern.replace("(", "(?:")
    return f"((?:{one}(?:,{one})*)?)"


_LINE = re.compile(
    rf'\{{"decision":(?:null|{_WORD})'
    r',"effective_on":"([0-9]{4}-[0-9]{2}-[0-9]{2})"'
    rf',"facts":\{{{_listed(_FACTS.pattern)}\}}'
    rf',"id":{_NUMBER}'
    rf',"kind":{_WORD}'
    rf',"postings":\[{_listed(_POSTINGS.pattern)}\]'
    r',"recorded_at":"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z)"'
    rf',"reference":{_WORD}'
    rf',"reverses":(?:null|{_NUMBER})'
    r',"rules":\[((?:"[a-z][a-z0-9_.-]*#[1-9][0-9]*"(?:,"[a-z][a-z0-9_.-]*#[1-9][0-9]*")*)?)\]'
    r',"uuid":"([0-9a-f]{32})"\}'
)

def read_entry(line: bytes) -> Entry:
    """The entry of a line without its line feed; raises BadRow."""
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        raise BadRow(f"it cannot be read ({error})") from error
    found = _LINE.fullmatch(text)
    if found is None:
        return _parsed(line)
    decision, on, facts, number, kind, postings, at, reference, reverses, rules, uuid = found.groups()
    known = _NO_FACTS if not facts else dict(_FACTS.findall(facts))
    if number[0] == "-" or not _is_day(on) or not _is_moment(at) or (facts and not _is_sorted(facts, known)):
        return _parsed(line)
    return Entry(
        int(number),
        uuid,
        reference,
        kind,
        on,
        at,
        _rules(rules),
        decision,
        None if reverses is None else int(reverses),
        known,
        [(account, int(amount), commodity) for account, amount, commodity in _POSTINGS.findall(postings)],
    )


_NO_FACTS: dict[str, str] = {}


@lru_cache(maxsize=4096)
def _is_day(text: str) -> bool:
    return day(text)


def _is_moment(text: str) -> bool:
    # The pattern has seen to the width; what is left are the bounds of months, days and times.
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_sorted(text: str, known: dict[str, str]) -> bool:
    names = list(known)
    return names == sorted(names) and len(names) == len(_FACTS.findall(text))


@lru_cache(maxsize=1024)
def _rules(text: str) -> tuple[str, ...]:
    return tuple(text[1:-1].split('","')) if text else ()


def _parsed(line: bytes) -> Entry:
    """The same by way of the parser; raises BadRow with what is wrong."""
    try:
        row = read(line)
    except NotCanonical as error:
        raise BadRow(str(error)) from error
    wrong = fault(row, ROWS["entries.jsonl"]) if isinstance(row, dict) else "it is no object"
    if wrong:
        raise BadRow(wrong)
    return Entry(
        int(row["id"]),
        row["uuid"],
        row["reference"],
        row["kind"],
        row["effective_on"],
        row["recorded_at"],
        tuple(row["rules"]),
        row["decision"],
        None if row["reverses"] is None else int(row["reverses"]),
        row["facts"],
        [(item["account"], int(item["amount"]), item["commodity"]) for item in row["postings"]],
    )
