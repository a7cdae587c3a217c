"""Which line of the bank is which posting of the books: pure, and the same in whatever order they come.

Steps, each on what the former ones left over:

1. *reference* (sure): equal amounts, a reference of the entry in the line's text, at most 60 days apart. Where several
   lines and postings of one reference and amount could all be each other, they pair by day, then by number.
2. *references* (sure): a line names several entries, whose postings sum to it.
3. *run* (sure): a line names a payout run, and is the sum of what is left of it.
4. *reversal* (sure): an entry and its reversal cancel; the bank saw neither.
5. *parts* (proposed): several lines that name one entry sum to its posting.
6. *run-sum*, *day-sum* (proposed): a line within 5 days is the sum of a payout run, or of one day's entries of one
   kind.
7. *day* (proposed): equal amounts within 5 days, and neither has another partner.

A step takes no candidate that shares a line or a posting with another of the same step: what is not certain is left
to a person. So nothing depends on the order of the input, and nothing is matched twice.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

NEAR = dt.timedelta(days=5)
FAR = dt.timedelta(days=60)
SURE = ("reference", "references", "run", "reversal")
PROPOSED = ("parts", "run-sum", "day-sum", "day")

Key = tuple[int, int]
"""A posting: number of its entry, and its line there."""


@dataclass(frozen=True)
class BankLine:
    """A line of the bank; `said` is all in its text that could be a reference (`wording.said`)."""

    id: int
    day: dt.date
    cents: int
    said: frozenset[str] = frozenset()


@dataclass(frozen=True)
class BookLine:
    """A posting to the bank account. `references` are what a line may call it by, `run` the payout run it is part of.

    `reverses` is the number of the entry that its entry undoes.
    """

    key: Key
    day: dt.date
    cents: int
    kind: str = ""
    references: frozenset[str] = frozenset()
    run: str = ""
    reverses: int | None = None


@dataclass(frozen=True)
class Match:
    """Lines and postings of one sum, and the rule that found them."""

    rule: str
    lines: tuple[int, ...]
    postings: tuple[Key, ...]

    @property
    def is_sure(self) -> bool:
        return self.rule in SURE


@dataclass
class _Left:
    """What no step has taken yet."""

    lines: dict[int, BankLine]
    postings: dict[Key, BookLine]
    found: list[Match] = field(default_factory=list)

    def take(self, candidates: Iterable[Match]) -> None:
        """Take the candidates that share nothing with another of them."""
        distinct = sorted(set(candidates), key=lambda one: (one.lines, one.postings, one.rule))
        lines = Counter(line for one in distinct for line in one.lines)
        postings = Counter(key for one in distinct for key in one.postings)
        for one in distinct:
            if all(lines[line] == 1 for line in one.lines) and all(postings[key] == 1 for key in one.postings):
                self.found.append(one)
                for line in one.lines:
                    del self.lines[line]
                for key in one.postings:
                    del self.postings[key]


def matches(lines: Iterable[BankLine], postings: Iterable[BookLine]) -> list[Match]:
    """Everything that the rules find, the sure ones first."""
    left = _Left({line.id: line for line in lines}, {posting.key: posting for posting in postings})
    for step in (_by_reference, _by_references, _by_run, _reversals, _parts, _run_sums, _day_sums, _by_day):
        left.take(step(left))
    return left.found


def sums_agree(lines: Sequence[BankLine], postings: Sequence[BookLine]) -> bool:
    """Whether a choice made by hand is a match: the same sum to the cent, and at least two parts."""
    return len(lines) + len(postings) > 1 and off_by(lines, postings) == 0


def off_by(lines: Sequence[BankLine], postings: Sequence[BookLine]) -> int:
    """What the lines are more than the postings."""
    return sum(line.cents for line in lines) - sum(posting.cents for posting in postings)


def _called(left: _Left) -> dict[str, list[BookLine]]:
    """`reference -> postings` that may be called by it."""
    index: dict[str, list[BookLine]] = defaultdict(list)
    for posting in left.postings.values():
        for reference in posting.references:
            index[reference].append(posting)
    return index


def _by_reference(left: _Left) -> list[Match]:
    called = _called(left)
    partners: dict[int, set[Key]] = {}
    suitors: dict[Key, set[int]] = defaultdict(set)
    for line in left.lines.values():
        keys = {
            posting.key
            for reference in line.said & called.keys()
            for posting in called[reference]
            if posting.cents == line.cents and abs(posting.day - line.day) <= FAR
        }
        if keys:
            partners[line.id] = keys
            for key in keys:
                suitors[key].add(line.id)
    found, seen = [], set()
    for start in partners:
        if start in seen:
            continue
        ids, keys = _component(start, partners, suitors)
        seen |= ids
        if all(partners[id_] == keys for id_ in ids):  # else one could be wrong for another's sake
            in_time = sorted(ids, key=lambda id_: (left.lines[id_].day, id_))
            by_day = sorted(keys, key=lambda key: (left.postings[key].day, key))
            found += [Match("reference", (id_,), (key,)) for id_, key in zip(in_time, by_day, strict=False)]
    return found


def _component(
    start: int, partners: dict[int, set[Key]], suitors: dict[Key, set[int]]
) -> tuple[set[int], set[Key]]:
    """All lines and postings that hang together with a line."""
    ids, keys, to_do = {start}, set[Key](), [start]
    while to_do:
        for key in partners[to_do.pop()] - keys:
            keys.add(key)
            to_do += suitors[key] - ids
            ids |= suitors[key]
    return ids, keys


def _by_references(left: _Left) -> list[Match]:
    called = _called(left)
    found = []
    for line in left.lines.values():
        named = {
            posting.key: posting
            for reference in line.said & called.keys()
            for posting in called[reference]
            if abs(posting.day - line.day) <= FAR
        }
        if len(named) > 1 and sum(posting.cents for posting in named.values()) == line.cents:
            found.append(Match("references", (line.id,), tuple(sorted(named))))
    return found


def _runs(left: _Left) -> dict[str, list[BookLine]]:
    runs: dict[str, list[BookLine]] = defaultdict(list)
    for posting in left.postings.values():
        if posting.run:
            runs[posting.run].append(posting)
    return runs


def _by_run(left: _Left) -> list[Match]:
    runs = _runs(left)
    return [
        Match("run", (line.id,), tuple(sorted(posting.key for posting in runs[run])))
        for line in left.lines.values()
        for run in line.said & runs.keys()
        if _sum(runs[run]) == line.cents and abs(runs[run][0].day - line.day) <= FAR
    ]


def _reversals(left: _Left) -> list[Match]:
    by_entry: dict[int, list[BookLine]] = defaultdict(list)
    for posting in left.postings.values():
        by_entry[posting.key[0]].append(posting)
    found = []
    for entry, undoing in by_entry.items():
        undone = by_entry.get(undoing[0].reverses or 0, [])
        if undone and _sum(undone) + _sum(undoing) == 0 and undone[0].key[0] != entry:
            found.append(Match("reversal", (), tuple(sorted(one.key for one in (*undone, *undoing)))))
    return found


def _parts(left: _Left) -> list[Match]:
    called = _called(left)
    named: dict[Key, list[BankLine]] = defaultdict(list)
    for line in left.lines.values():
        for key in {one.key for reference in line.said & called.keys() for one in called[reference]}:
            if abs(left.postings[key].day - line.day) <= FAR:
                named[key].append(line)
    return [
        Match("parts", tuple(sorted(line.id for line in lines)), (key,))
        for key, lines in named.items()
        if len(lines) > 1 and sum(line.cents for line in lines) == left.postings[key].cents
    ]


def _run_sums(left: _Left) -> list[Match]:
    return _sums(left, "run-sum", _runs(left).values())


def _day_sums(left: _Left) -> list[Match]:
    days: dict[tuple[str, dt.date, bool], list[BookLine]] = defaultdict(list)
    for posting in left.postings.values():
        days[posting.kind, posting.day, posting.cents > 0].append(posting)
    return _sums(left, "day-sum", days.values())


def _sums(left: _Left, rule: str, groups: Iterable[list[BookLine]]) -> list[Match]:
    by_cents: dict[int, list[BankLine]] = defaultdict(list)
    for line in left.lines.values():
        by_cents[line.cents].append(line)
    found = []
    for group in groups:
        if len(group) < 2:
            continue
        near = [line for line in by_cents.get(_sum(group), ()) if abs(line.day - group[0].day) <= NEAR]
        if len(near) == 1:
            found.append(Match(rule, (near[0].id,), tuple(sorted(posting.key for posting in group))))
    return found


def _by_day(left: _Left) -> list[Match]:
    lines: dict[int, list[tuple[dt.date, int]]] = defaultdict(list)
    postings: dict[int, list[tuple[dt.date, Key]]] = defaultdict(list)
    for line in left.lines.values():
        lines[line.cents].append((line.day, line.id))
    for posting in left.postings.values():
        postings[posting.cents].append((posting.day, posting.key))
    found = []
    for cents in lines.keys() & postings.keys():
        in_bank, in_books = sorted(lines[cents]), sorted(postings[cents])
        bank_days, book_days = [day for day, _id in in_bank], [day for day, _key in in_books]
        for day, id_ in in_bank:
            first, after = bisect_left(book_days, day - NEAR), bisect_right(book_days, day + NEAR)
            if after - first != 1:
                continue
            booked, key = in_books[first]
            if bisect_right(bank_days, booked + NEAR) - bisect_left(bank_days, booked - NEAR) == 1:
                found.append(Match("day", (id_,), (key,)))
    return found


def _sum(postings: Iterable[BookLine]) -> int:
    return sum(posting.cents for posting in postings)
