"""Summaries of small days: what of them can be recomputed without what they sum."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .entries import Entry
from .kinds import CONTRIBUTED, FEES
from .rulebook import LEAST, RATE, Rules

CHECK = "sums of small days are sound"
RULE = "ledger.small_days"

_PART = re.compile(r"([a-z_.#0-9]+,[a-z_.#0-9]+|):([1-9][0-9]*):(-?[0-9]{1,15}):(-?[0-9]{1,15})")
_COUNTS = ("bookings", "entries")
_WORK = ("earned_cents", "earned_undone_cents", "minutes_undone")

Wrong = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class Work:
    """What of the work in a summary counts for patronage, and what was undone."""

    earned: int = 0
    earned_undone: int = 0
    minutes_undone: int = 0


def work_of(entry: Entry) -> Work:
    """The work that a summary states; nothing where it states none rightly."""
    return Work(*(_whole(entry.facts.get(name, "0")) or 0 for name in _WORK))


def wrong_with(
    entry: Entry, sums: dict[str, int], rules: Rules, periods: Sequence[dict[str, Any]], counts: dict[str, int]
) -> Wrong:
    """`(check, detail)` of everything wrong with a summary."""
    counts[CHECK] += 1
    yield from _days(entry, periods)
    for name in _COUNTS:
        number = _whole(entry.facts.get(name, ""))
        if number is None or number < (name == "entries"):
            yield CHECK, f"it does not say of how many {name} it is"
    if entry.decision is not None or entry.reverses is not None:
        yield CHECK, "a sum follows from no decision and undoes nothing"
    taken = 0
    for found in _parts(entry):
        if found is None:
            yield CHECK, "its fees cannot be read"
            return
        cited, count, base, fee = found
        taken += fee
        yield from _fees(entry, cited, count, base, fee, rules)
    if -sums.get(FEES, 0) != taken:
        yield CHECK, f"its fees are {taken} in all, but {-sums.get(FEES, 0)} is posted to {FEES}"
    work = work_of(entry)
    if work.earned_undone < 0 or work.minutes_undone < 0 or work.earned > taken + work.earned_undone:
        yield CHECK, "the work it states is more than its fees"
    if sums.get(CONTRIBUTED, 0) > work.minutes_undone:
        yield CHECK, "it undoes more minutes than it states"


def _days(entry: Entry, periods: Sequence[dict[str, Any]]) -> Wrong:
    first, last = entry.facts.get("first_on", ""), entry.facts.get("last_on", "")
    if last != entry.effective_on or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", first) or first > last:
        yield CHECK, f"its days cannot be {first} to {last}, it is of {entry.effective_on}"
        return
    for period in periods:
        if first <= period["closes_on"] < last:
            yield CHECK, f"its days reach over {period['closes_on']}, when a period was closed"


def _parts(entry: Entry) -> Iterator[tuple[tuple[str, ...], int, int, int] | None]:
    for said in entry.facts.get("fees", "?").split():
        found = _PART.fullmatch(said)
        if found is None:
            yield None
            return
        cited = tuple(found[1].split(",")) if found[1] else ()
        yield cited, int(found[2]), int(found[3]), int(found[4])


def _fees(entry: Entry, cited: tuple[str, ...], count: int, base: int, fee: int, rules: Rules) -> Wrong:
    """Each fee is the price x rate to the nearest cent, or the minimum: so many fees differ by so much at most."""
    terms = rules.terms(cited)
    if terms is None or not set(cited) <= set(entry.rules):
        yield CHECK, f"fees of {count} jobs do not cite {RATE} and {LEAST}"
        return
    if terms.begin >= terms.end:
        yield CHECK, f"{terms.cited} were never in force together"
    if terms.begin[:10] > rules.day_after(entry.effective_on) and not terms.are_first:
        yield CHECK, f"{terms.cited} came into force on {terms.begin[:10]}, after the work was done"
    most = count * (Fraction(1, 2) + terms.least)
    # A minimum only adds, but to what was undone.
    least = most if work_of(entry).earned_undone else Fraction(count, 2)
    if not -least <= fee - base * terms.rate <= most:
        yield CHECK, f"on {base} of {count} jobs the fees are {fee}, which {terms.cited} cannot give"


def _whole(said: str) -> int | None:
    return int(said) if re.fullmatch(r"-?[0-9]{1,15}", said) else None
