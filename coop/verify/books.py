"""The entries in one pass: balance, references, reversals, rules cited; and the sums others need."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from typing import Any

from .fees import Bookings
from .kinds import CONTRIBUTED, FEES, MAY_TOUCH, kind_fits, may_touch
from .reading import Export
from .report import Report
from .rulebook import Rulebook

BALANCE = "entries sum to zero"
IDENTITY = "numbers and references are unique"
REVERSALS = "reversals mirror what they undo"
CITED = "entries cite rules and decisions that were there"
CLOSED = "nothing enters a closed period"
COVER = "money held covers money owed"

_HELD = ("Assets:Bank", "Assets:Cash", "Assets:Clearing:Import")
_OWED = (
    "Liabilities:ClientsHeld",
    "Liabilities:WorkersPayable",
    "Liabilities:AccountsPayable",
    "Liabilities:SharesRedeemable",
    "Liabilities:PatronagePayable",
    "Liabilities:RestrictedGrants",
)

Moved = dict[tuple[str, str], int]


class InPeriod:
    """What a closed period's days moved, its closing entry left out: per account, and the work done."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.row = row
        self.moved: Moved = defaultdict(int)
        self.minutes = self.minutes_undone = 0
        self.earned = self.earned_undone = 0

    def add(self, entry: dict[str, Any]) -> None:
        for posting in entry["postings"]:
            account, amount = posting["account"], posting["amount"]
            self.moved[account, posting["commodity"]] += amount
            if account == CONTRIBUTED:
                self.minutes -= amount
                self.minutes_undone += max(amount, 0)
            if account == FEES and entry["kind"] in ("booking-completed", "reversal"):
                self.earned -= amount
                self.earned_undone += max(amount, 0)


class Books:
    """The ledger: balances at the end, per period, and the few entries others look at again."""

    def __init__(self, export: Export, rulebook: Rulebook, report: Report) -> None:
        self.report, self.rulebook = report, rulebook
        self.accounts = {(row["code"], row["commodity"]): row["kind"] for _, row in export.rows("accounts.jsonl")}
        self._check_accounts(export.manifest["coop"]["currency"])
        rows = sorted((row for _, row in export.rows("periods.jsonl")), key=lambda row: str(row["opens_on"]))
        self.periods = [InPeriod(row) for row in rows]
        self._opens = [row["opens_on"] for row in rows]
        self.balances: Moved = defaultdict(int)
        self.bookings = Bookings(rulebook, report)
        self.decided: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.closings: dict[int, dict[str, Any]] = {}
        self._mirrors: dict[int, int] = {}
        self._undone: set[int] = set()
        self._uuids: set[bytes] = set()
        self._references: set[str] = set()
        self.last = self._missing = 0
        for where, entry in export.rows("entries.jsonl"):
            self._entry(f"{where}, entry {entry['id']} ({entry['reference']})", entry)
        report.expect(IDENTITY, "manifest.json", "last_entry", export.manifest["last_entry"], self.last)
        if self._missing:
            # A number is taken before an entry is accepted: one that was refused leaves a gap.
            report.notes.append(f"{self._missing} entry numbers are not used: refused entries, or left out ones")
        self.bookings.finish()
        self._cover()

    def _check_accounts(self, currency: str) -> None:
        first = {
            "asset": "Assets",
            "liability": "Liabilities",
            "equity": "Equity",
            "income": "Income",
            "expense": "Expenses",
        }
        for (code, commodity), kind in self.accounts.items():
            due = "MIN" if ":Labour:" in code else currency
            if first.get(kind) != code.partition(":")[0] or commodity != due:
                self.report.wrong(
                    "accounts are of their kind", f"accounts.jsonl, {code}", f"it is no {kind} account in {commodity}"
                )

    def _entry(self, where: str, entry: dict[str, Any]) -> None:
        self._identity(where, entry)
        moved = self._balanced(where, entry)
        self._cites(where, entry)
        self._reversal(where, entry, moved)
        for key, amount in moved.items():
            self.balances[key] += amount
        if entry["kind"] == "period-close":
            self.closings[entry["id"]] = entry
        if entry["decision"]:
            self.decided[entry["decision"]].append(entry)
        self._in_period(where, entry)
        self.bookings.take(where, entry, moved)

    def _identity(self, where: str, entry: dict[str, Any]) -> None:
        self.report.count(IDENTITY)
        if entry["id"] > self.last + 1:
            self._missing += entry["id"] - self.last - 1
        if entry["id"] <= self.last:
            self.report.wrong(IDENTITY, where, f"it does not come after entry {self.last}")
        self.last = max(self.last, entry["id"])
        uuid = bytes.fromhex(entry["uuid"])
        if uuid in self._uuids:
            self.report.wrong(IDENTITY, where, f"uuid {entry['uuid']} stands twice")
        if entry["reference"] in self._references:
            self.report.wrong(IDENTITY, where, "its reference stands twice")
        self._uuids.add(uuid)
        self._references.add(entry["reference"])
        if entry["kind"] not in MAY_TOUCH or not kind_fits(entry["reference"], entry["kind"]):
            self.report.wrong("entries are of their kind", where, f"it cannot be of kind {entry['kind']}")

    def _balanced(self, where: str, entry: dict[str, Any]) -> Moved:
        self.report.count(BALANCE)
        sums: dict[str, int] = defaultdict(int)
        moved: Moved = defaultdict(int)
        if len(entry["postings"]) < 2:
            self.report.wrong(BALANCE, where, "it has fewer than two postings")
        for posting in entry["postings"]:
            key, amount = (posting["account"], posting["commodity"]), posting["amount"]
            if key not in self.accounts:
                self.report.wrong(BALANCE, where, f"there is no account {key[0]} in {key[1]}")
            elif entry["kind"] in MAY_TOUCH and not may_touch(entry["kind"], key[0]):
                self.report.wrong("entries are of their kind", where, f"a {entry['kind']} does not touch {key[0]}")
            if amount == 0:
                self.report.wrong(BALANCE, where, f"its posting to {key[0]} is of nothing")
            sums[key[1]] += amount
            moved[key] += amount
        for commodity, off_by in sums.items():
            if off_by:
                self.report.wrong(BALANCE, where, f"its postings are off by {off_by} {commodity}")
        return moved

    def _cites(self, where: str, entry: dict[str, Any]) -> None:
        for cited in entry["rules"]:
            version = self.rulebook.versions.get(cited)
            if version is None:
                self.report.wrong(CITED, where, f"there is no {cited}")
            elif version["in_force_from"] > entry["recorded_at"]:
                self.report.wrong(CITED, where, f"{cited} was not in force yet")
        if len({cited.partition("#")[0] for cited in entry["rules"]}) != len(entry["rules"]):
            self.report.wrong(CITED, where, "it cites two versions of one rule")
        if entry["decision"] is None:
            if entry["kind"] in ("reserve", "patronage", "write-off"):
                self.report.wrong(CITED, where, f"a {entry['kind']} needs a decision")
            return
        self.report.count(CITED)
        decision = self.rulebook.decisions.get(entry["decision"])
        if decision is None:
            self.report.wrong(CITED, where, f"there is no decision {entry['decision']}")
        elif decision["decided_at"] > entry["recorded_at"]:
            self.report.wrong(CITED, where, f"decision {entry['decision']} was taken later")
        words = entry["reference"].split(":")
        if words[0] == "decision" and words[1] != entry["decision"]:
            self.report.wrong(CITED, where, f"its reference is not of decision {entry['decision']}")

    def _reversal(self, where: str, entry: dict[str, Any], moved: Moved) -> None:
        self._mirrors[entry["id"]] = hash(frozenset((key, amount) for key, amount in moved.items() if amount))
        undoes = entry["reverses"]
        if (undoes is not None) != (entry["kind"] == "reversal"):
            self.report.wrong(REVERSALS, where, "a reversal names what it undoes, and nothing else does")
        if undoes is None:
            return
        self.report.count(REVERSALS)
        if undoes not in self._mirrors or undoes == entry["id"]:
            self.report.wrong(REVERSALS, where, f"there is no entry {undoes} before it")
        elif self._mirrors[undoes] != hash(frozenset((key, -amount) for key, amount in moved.items() if amount)):
            self.report.wrong(REVERSALS, where, f"it does not mirror entry {undoes}")
        if undoes in self._undone:
            self.report.wrong(REVERSALS, where, f"entry {undoes} was undone before")
        self._undone.add(undoes)

    def _in_period(self, where: str, entry: dict[str, Any]) -> None:
        place = bisect_right(self._opens, entry["effective_on"]) - 1
        if place < 0 or entry["effective_on"] > self.periods[place].row["closes_on"]:
            return
        period = self.periods[place]
        closing = period.row["closing_entry"]
        self.report.count(CLOSED)
        if entry["id"] == closing:
            return
        late = entry["id"] > closing if closing else entry["recorded_at"] > period.row["closed_at"]
        if late:
            self.report.wrong(CLOSED, where, f"{entry['effective_on']} lies in a period that was closed before it")
        period.add(entry)

    def _cover(self) -> None:
        held = sum(amount for (code, _), amount in self.balances.items() if code in _HELD)
        owed = -sum(amount for (code, _), amount in self.balances.items() if code in _OWED)
        self.report.count(COVER)
        if held < owed:
            self.report.wrong(COVER, "entries.jsonl", f"{held} held, {owed} owed (minor units)")
