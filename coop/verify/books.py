"""The books as a whole: what the ranges of entries.jsonl came to, put together, and what no range can tell alone."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

from .entries import Entry, read_entry
from .fees import SPENT
from .ranges import line_at
from .report import Report
from .rows import BadRow
from .scan import BALANCE, IDENTITY, REVERSALS, Moved, Part, Work
from .spending import overspent

COVER = "money held covers money owed"
FUNDS = "no fund has given away more than it had"

_HELD = ("Assets:Bank", "Assets:Cash", "Assets:Clearing:Import", "Assets:Processor:Pending",
         "Assets:Processor:Available", "Assets:Processor:Disputed")
_OWED = (
    "Liabilities:ClientsHeld",
    "Liabilities:WorkersPayable",
    "Liabilities:AccountsPayable",
    "Liabilities:SharesRedeemable",
    "Liabilities:PatronagePayable",
    "Liabilities:PatronageDated",
    "Liabilities:RestrictedGrants",
)

_FUNDS = ("Equity:Reserves:", "Equity:Committed:")

_KINDS = {"asset": "Assets", "liability": "Liabilities", "equity": "Equity", "income": "Income", "expense": "Expenses"}


class InPeriod:
    """A closed period and what its days moved, its closing entry left out."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.row, self.work = row, Work()


def check_accounts(accounts: dict[tuple[str, str], str], currency: str, report: Report) -> None:
    """Each account is of the kind its name says, in the right commodity."""
    for (code, commodity), kind in accounts.items():
        due = "MIN" if ":Labour:" in code else currency
        if _KINDS.get(kind) != code.partition(":")[0] or commodity != due:
            report.wrong(
                "accounts are of their kind", f"accounts.jsonl, {code}", f"it is no {kind} account in {commodity}"
            )


class Books:
    """The ledger: balances at the end, per period, and the few entries others look at again."""

    def __init__(self, path: Path, periods: list[dict[str, Any]], parts: Sequence[Part], report: Report) -> None:
        self.path, self.report = path, report
        self.periods = [InPeriod(row) for row in periods]
        self.balances: Moved = defaultdict(int)
        self.decided: dict[str, list[Entry]] = defaultdict(list)
        self.promised: list[Entry] = []
        self.closings: dict[int, Entry] = {}
        self.ids, self.offsets, self.marks = array("q"), array("q"), array("Q")
        self._found: list[tuple[int, str, str, str]] = []
        self._unsaid = self.summaries = 0
        reversals = []
        before = [0, *accumulate(part.lines for part in parts)]
        for part, first in zip(parts, before, strict=False):
            self._found += [(first + line, check, who, detail) for line, check, who, detail in part.findings]
            reversals += [(first + line, entry) for line, entry in part.reversals]
            self._merge(part)
        self.last = max(self.ids, default=0)
        self._in_order()
        self._once("its reference", [part.references for part in parts], lambda entry: entry.reference)
        self._once("its uuid", [part.uuids for part in parts], lambda entry: entry.uuid)
        self._mirrored(reversals)
        for line, detail in overspent(parts, before, report):
            self.wrong_at(line, SPENT, detail)

    def wrong_at(self, line: int, check: str, detail: str) -> None:
        """Write down a finding about the entry of a line (from 1)."""
        try:
            entry = self.entry_at(line)
        except BadRow:
            who = ""
        else:
            who = f"entry {entry.id} ({entry.reference})"
        self._found.append((line, check, who, detail))

    def entry_at(self, line: int) -> Entry:
        """The entry of a line (from 1), read again; raises BadRow."""
        return read_entry(line_at(self.path, self.offsets[line - 1]))

    def settle(self, *, is_behind: bool) -> None:
        """Report what was found about single entries, in their order, and whether what is held covers what is owed.

        `is_behind`: some entries wait to be summed, and may have brought what others spent. Then it is only noted.
        """
        for line, check, who, detail in sorted(self._found, key=lambda found: found[0]):
            self.report.wrong(check, f"entries.jsonl line {line}" + (f", {who}" if who else ""), detail)
        if self._unsaid:
            self.report.wrong(BALANCE, "entries.jsonl", f"{self._unsaid} more findings are not listed")
        for (code, _), amount in self.balances.items():
            if code.startswith(_FUNDS):
                self.report.count(FUNDS)
                if amount > 0:
                    self.report.wrong(FUNDS, "entries.jsonl", f"{code} is {amount} below nothing (minor units)")
        held = sum(amount for (code, _), amount in self.balances.items() if code in _HELD)
        owed = -sum(amount for (code, _), amount in self.balances.items() if code in _OWED)
        self.report.count(COVER)
        if held < owed and is_behind:
            self.report.notes.append(f"{held} held, {owed} owed (minor units), without what waits to be summed")
        elif held < owed:
            self.report.wrong(COVER, "entries.jsonl", f"{held} held, {owed} owed (minor units)")

    def _merge(self, part: Part) -> None:
        self.ids.extend(part.ids)
        self.offsets.extend(part.offsets)
        self.marks.extend(part.marks)
        self._unsaid += part.unsaid
        self.summaries += part.summaries
        for check, number in part.counts.items():
            self.report.count(check, number)
        for key, amount in part.balances.items():
            self.balances[key] += amount
        for place, work in part.periods.items():
            self.periods[place].work.merge(work)
        self.closings |= {entry.id: entry for entry in part.closings}
        for entry in part.decided:
            self.decided[str(entry.decision)].append(entry)
        self.promised += part.promised

    def _in_order(self) -> None:
        self.report.count(IDENTITY, len(self.ids))
        last = 0
        for line, number in enumerate(self.ids, 1):
            if number > last:
                last = number
            elif number >= 0:
                self.wrong_at(line, IDENTITY, f"it does not come after entry {last}")
        missing = last - len(self.ids)
        if missing > 0:
            # A number is taken before an entry is accepted: one that was refused leaves a gap.
            why = "refused entries leave them"
            if self.summaries:
                why += f", and as entries do that are told within {self.summaries} sums or wait to be"
            self.report.notes.append(f"{missing} entry numbers are not used, as {why}")

    def _once(self, what: str, columns: Iterable[array[int]], of: Callable[[Entry], str]) -> None:
        """Two lines may share a mark by accident: those that do are read again."""
        marks = array("Q")
        for column in columns:
            marks.extend(column)
        if len(set(marks)) == len(marks):
            return
        first: dict[int, int] = {}
        for line, value in enumerate(marks, 1):
            other = first.setdefault(value, line)
            try:
                if other != line and of(self.entry_at(other)) == of(self.entry_at(line)):
                    self.wrong_at(line, IDENTITY, f"{what} stands twice, first in line {other}")
            except BadRow:
                continue

    def _mirrored(self, reversals: Iterable[tuple[int, Entry]]) -> None:
        undone: set[int] = set()
        for line, entry in reversals:
            self.report.count(REVERSALS)
            undoes = -1 if entry.reverses is None else entry.reverses
            # Numbers ascend (else that was found), so that the entry can be looked up by halving.
            place = bisect_left(self.ids, undoes, hi=line - 1)
            if place == line - 1 or self.ids[place] != undoes:
                self.wrong_at(line, REVERSALS, f"there is no entry {undoes} before it")
                continue
            try:
                due = {key: -amount for key, amount in self.entry_at(place + 1).moved().items() if amount}
            except BadRow:
                continue
            if {key: amount for key, amount in entry.moved().items() if amount} != due:
                self.wrong_at(line, REVERSALS, f"it does not mirror entry {undoes}")
            if undoes in undone:
                self.wrong_at(line, REVERSALS, f"entry {undoes} was undone before")
            undone.add(undoes)
