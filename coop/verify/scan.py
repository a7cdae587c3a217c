"""What can be checked of an entry by itself, for one range of entries.jsonl; and what is kept to check the rest.

Runs in a process of its own: it takes plain values and gives plain values back, 60 bytes an entry.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from . import fees, small_days
from .entries import Entry, read_entry
from .kinds import COMMITTED, CONTRIBUTED, FEES, HELD, MAY_TOUCH, REFUNDED, SUMMARY, kind_fits, may_touch
from .ranges import Range, mark
from .rows import BadRow
from .rulebook import Rules

BALANCE = "entries sum to zero"
IDENTITY = "numbers and references are unique"
REVERSALS = "reversals mirror what they undo"
CITED = "entries cite rules and decisions that were there"
CLOSED = "nothing enters a closed period"
KINDS = "entries are of their kind"
SHAPE = "rows have their shape"
MOST_FINDINGS = 200
PROMISING = ("commitment", "expense", "reversal")
"""The kinds that may move what was promised; that any other does is found."""
WITHOUT_VOTE = "funds.limit_without_vote_cents"

Moved = dict[tuple[str, str], int]


@dataclass
class Work:
    """What was done in a period: minutes, and fees earned; and of each what was undone again."""

    moved: Moved = field(default_factory=lambda: defaultdict(int))
    minutes: int = 0
    minutes_undone: int = 0
    earned: int = 0
    earned_undone: int = 0

    def add(self, entry: Entry) -> None:
        if entry.kind == SUMMARY:
            stated = small_days.work_of(entry)
            self.earned += stated.earned
            self.earned_undone += stated.earned_undone
            self.minutes_undone += stated.minutes_undone
        for account, amount, commodity in entry.postings:
            self.moved[account, commodity] += amount
            if account == CONTRIBUTED:
                self.minutes -= amount
                self.minutes_undone += max(amount, 0) if entry.kind != SUMMARY else 0
            if account == FEES and entry.kind in ("booking-completed", "reversal"):
                self.earned -= amount
                self.earned_undone += max(amount, 0)

    def merge(self, other: Work) -> None:
        for key, amount in other.moved.items():
            self.moved[key] += amount
        self.minutes += other.minutes
        self.minutes_undone += other.minutes_undone
        self.earned += other.earned
        self.earned_undone += other.earned_undone


@dataclass(frozen=True)
class Known:
    """What an entry is checked against, and the run's secret for marks."""

    secret: bytes
    accounts: frozenset[tuple[str, str]]
    rules: Rules
    decided_at: dict[str, str]
    periods: Sequence[dict[str, Any]]


@dataclass
class Part:
    """What one range came to. Arrays hold one item a line (id -1: no entry); those of bookings one a movement."""

    lines: int = 0
    findings: list[tuple[int, str, str, str]] = field(default_factory=list)
    """(line within the range, check, what the entry calls itself, detail)."""
    unsaid: int = 0
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    ids: array[int] = field(default_factory=lambda: array("q"))
    offsets: array[int] = field(default_factory=lambda: array("q"))
    marks: array[int] = field(default_factory=lambda: array("Q"))
    """Of the whole line, which is the fact in its leaf."""
    references: array[int] = field(default_factory=lambda: array("Q"))
    uuids: array[int] = field(default_factory=lambda: array("Q"))
    bookings: array[int] = field(default_factory=lambda: array("Q"))
    booking_lines: array[int] = field(default_factory=lambda: array("q"))
    held: array[int] = field(default_factory=lambda: array("q"))
    fees: array[int] = field(default_factory=lambda: array("q"))
    refunded: array[int] = field(default_factory=lambda: array("q"))
    balances: Moved = field(default_factory=lambda: defaultdict(int))
    periods: dict[int, Work] = field(default_factory=lambda: defaultdict(Work))
    closings: list[Entry] = field(default_factory=list)
    decided: list[Entry] = field(default_factory=list)
    reversals: list[tuple[int, Entry]] = field(default_factory=list)
    promised: list[Entry] = field(default_factory=list)
    """Entries that promise a project money, or that state whose project they are."""
    summaries: int = 0


class Scan:
    """One range, entry by entry."""

    def __init__(self, known: Known) -> None:
        self.known, self.part = known, Part()
        self._opens = [row["opens_on"] for row in known.periods]

    def run(self, given: Range) -> Part:
        """Read it."""
        part, secret = self.part, self.known.secret
        for offset, line in given.lines():
            part.lines += 1
            part.offsets.append(offset)
            part.marks.append(mark(secret, line))
            try:
                entry = read_entry(line)
            except BadRow as error:
                self.wrong(SHAPE, None, str(error))
                part.ids.append(-1)
                part.references.append(offset)
                part.uuids.append(offset)
                continue
            part.ids.append(entry.id)
            part.references.append(mark(secret, entry.reference.encode()))
            part.uuids.append(int(entry.uuid[:16], 16))
            self.entry(entry)
        return part

    def wrong(self, check: str, entry: Entry | None, detail: str) -> None:
        """Keep a finding at the present line; beyond a bound they are only counted."""
        if len(self.part.findings) >= MOST_FINDINGS:
            self.part.unsaid += 1
            return
        who = "" if entry is None else f"entry {entry.id} ({entry.reference})"
        self.part.findings.append((self.part.lines, check, who, detail))

    def entry(self, entry: Entry) -> None:
        """All that the entry alone tells."""
        part, moved = self.part, entry.moved()
        part.counts[BALANCE] += 1
        self._balanced(entry, moved)
        self._cites(entry)
        if entry.kind not in MAY_TOUCH or not kind_fits(entry.reference, entry.kind):
            self.wrong(KINDS, entry, f"it cannot be of kind {entry.kind}")
        for key, amount in moved.items():
            part.balances[key] += amount
        if entry.kind == "period-close":
            part.closings.append(entry)
        if entry.decision is not None:
            part.decided.append(entry)
        if (entry.reverses is not None) != (entry.kind == "reversal"):
            self.wrong(REVERSALS, entry, "a reversal names what it undoes, and nothing else does")
        if "project" in entry.facts or (
            entry.kind in PROMISING and any(account.startswith(COMMITTED) for account, _, _ in entry.postings)
        ):
            part.promised.append(entry)
        if entry.reverses is not None:
            part.reversals.append((part.lines, entry))
        if entry.kind == "commitment":
            self._promised(entry, moved)
        self._in_period(entry)
        self._booking(entry, moved)

    def _promised(self, entry: Entry, moved: Moved) -> None:
        """Without a vote no more is promised than the rule says that the entry cites."""
        cents = -sum(amount for (account, _), amount in moved.items() if account.startswith(COMMITTED))
        if entry.decision is not None or cents <= 0:
            return
        cited = [name for name in entry.rules if name.startswith(f"{WITHOUT_VOTE}#")]
        limits = [self.known.rules.versions[name]["value"] for name in cited if name in self.known.rules.versions]
        if not limits:
            self.wrong(CITED, entry, "it was promised by no decision and no rule")
        elif cents > int(limits[0]):
            self.wrong(CITED, entry, f"it promises {cents} without a vote, above {limits[0]}")

    def _balanced(self, entry: Entry, moved: Moved) -> None:
        sums: dict[str, int] = {}
        touchable = MAY_TOUCH.get(entry.kind)
        if len(entry.postings) < 2:
            self.wrong(BALANCE, entry, "it has fewer than two postings")
        for account, amount, commodity in entry.postings:
            if (account, commodity) not in self.known.accounts:
                self.wrong(BALANCE, entry, f"there is no account {account} in {commodity}")
            elif touchable is not None and account not in touchable and not may_touch(entry.kind, account):
                self.wrong(KINDS, entry, f"a {entry.kind} does not touch {account}")
            if amount == 0:
                self.wrong(BALANCE, entry, f"its posting to {account} is of nothing")
            sums[commodity] = sums.get(commodity, 0) + amount
        for commodity, off_by in sums.items():
            if off_by:
                self.wrong(BALANCE, entry, f"its postings are off by {off_by} {commodity}")

    def _cites(self, entry: Entry) -> None:
        names = set()
        for cited in entry.rules:
            version = self.known.rules.versions.get(cited)
            if version is None:
                self.wrong(CITED, entry, f"there is no {cited}")
            elif version["in_force_from"] > entry.recorded_at:
                self.wrong(CITED, entry, f"{cited} was not in force yet")
            names.add(cited.partition("#")[0])
        if len(names) != len(entry.rules) and entry.kind != SUMMARY:
            self.wrong(CITED, entry, "it cites two versions of one rule")
        if entry.decision is None:
            if entry.kind in ("reserve", "patronage", "write-off"):
                self.wrong(CITED, entry, f"a {entry.kind} needs a decision")
            return
        self.part.counts[CITED] += 1
        decided_at = self.known.decided_at.get(entry.decision)
        if decided_at is None:
            self.wrong(CITED, entry, f"there is no decision {entry.decision}")
        elif decided_at > entry.recorded_at:
            self.wrong(CITED, entry, f"decision {entry.decision} was taken later")
        words = entry.reference.split(":")
        if words[0] == "decision" and words[1:2] != [entry.decision]:
            self.wrong(CITED, entry, f"its reference is not of decision {entry.decision}")

    def _in_period(self, entry: Entry) -> None:
        place = bisect_right(self._opens, entry.effective_on) - 1
        if place < 0 or entry.effective_on > self.known.periods[place]["closes_on"]:
            return
        period = self.known.periods[place]
        closing = period["closing_entry"]
        self.part.counts[CLOSED] += 1
        if entry.id == closing:
            return
        late = entry.id > closing if closing else entry.recorded_at > period["closed_at"]
        if late:
            self.wrong(CLOSED, entry, f"{entry.effective_on} lies in a period that was closed before it")
        self.part.periods[place].add(entry)

    def _booking(self, entry: Entry, moved: Moved) -> None:
        part, sums = self.part, fees.by_account(moved)
        of_kind = fees.CHECKS.get(entry.kind)
        if of_kind is not None:
            for check, detail in of_kind(entry, sums, self.known.rules, part.counts):
                self.wrong(check, entry, detail)
        if entry.kind == SUMMARY:
            # It is of no single booking; what each held was checked where it was recorded.
            known = self.known
            for check, detail in small_days.wrong_with(entry, sums, known.rules, known.periods, part.counts):
                self.wrong(check, entry, detail)
            part.summaries += 1
            return
        words = entry.reference.split(":", 2)
        if words[0] != "booking" or len(words) < 2:
            if HELD in sums:
                self.wrong(fees.SPENT, entry, "it moves clients' money without naming their booking")
            return
        held, taken, back = sums.get(HELD, 0), sums.get(FEES, 0), sums.get(REFUNDED, 0)
        if held or taken or back:
            part.bookings.append(mark(self.known.secret, words[1].encode()))
            part.booking_lines.append(part.lines)
            part.held.append(-held)
            part.fees.append(-taken)
            part.refunded.append(back)


def scan(known: Known, given: Range) -> Part:
    """Read one range: what a process of the pool is asked to do."""
    return Scan(known).run(given)
