"""What each project was given, and what became of it: drawn, paid and returned, project by project.

A round's winner is given its cost, by the members; another project what a steward promised it. Entries state their
project (`facts.project`): its number on the ballot, or the promise's reference. Those of earlier releases do not. They
are held to all that was given by the same decision from the same fund without stating it, and to no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .books import Books
from .entries import Entry
from .kinds import COMMITTED, PAYABLES
from .report import Report
from .rulebook import Rulebook

PROMISES = "each project draws, is paid and returns no more than it was given"


class Fund(NamedTuple):
    """What promises were made by and from: a decision (empty for none), and the account of what is promised."""

    decision: str
    account: str


@dataclass
class Promise:
    """What one project was given, and what became of it so far. `stated`: whether its entries must name it."""

    where: str
    given: int
    stated: bool
    drawn: int = 0
    returned: int = 0
    is_closed: bool = False


@dataclass
class _Unnamed:
    """Of a decision and fund: what was given to, and what was drawn and returned by, entries that name no project."""

    given: int = 0
    used: int = 0
    entries: set[int] = field(default_factory=set)


def check_promises(rulebook: Rulebook, books: Books, report: Report) -> None:
    """Every entry that promises, draws, pays or returns, in the order of the books."""
    rounds_of = {reference: vote for reference, vote in rulebook.votes.items() if vote["kind"] == "projects"}
    found = {entry.id: entry for entry in books.promised}
    found |= {entry.id: entry for reference in rounds_of for entry in books.decided.get(reference, [])}
    undone = {entry.reverses for entry in found.values()}
    entries = [found[number] for number in sorted(found) if number not in undone]
    with report.recomputing(PROMISES, "entries.jsonl"):
        check = _Promises(rounds_of, report)
        check.give(entries)
        for entry in entries:
            if entry.kind != "reversal":
                check.use(entry)
        check.note()


class _Promises:
    def __init__(self, rounds_of: dict[str, dict[str, Any]], report: Report) -> None:
        self.rounds, self.report = rounds_of, report
        self.giving: set[int] = set()
        self.promises: dict[tuple[Fund, str], Promise] = {}
        self.unnamed: dict[Fund, _Unnamed] = {}
        self.approved: dict[str, tuple[Fund, str | None, int]] = {}

    def give(self, entries: Iterable[Entry]) -> None:
        """What every project was given; that a winner was given its cost is checked with the round."""
        for entry in entries:
            words, fund = entry.reference.split(":"), self._fund(entry)
            if entry.kind != "commitment" or fund is None or len(words) != 3:
                continue
            if fund.decision:
                name, is_promise = words[2], words[0] == "decision" and words[2] in self._winners(entry)
            else:
                name, is_promise = words[1], words[0] == "project" and words[2] == "committed"
            if not is_promise:
                continue
            self.giving.add(entry.id)
            if entry.facts.get("project", name) != name:
                self._wrong(self._where(fund, name), entry, f"it says project {entry.facts['project']}")
            stated, given = "project" in entry.facts, -self._moved(entry, fund.account)
            self.promises[fund, name] = Promise(self._where(fund, name), given, stated)
            if not stated:
                self.unnamed.setdefault(fund, _Unnamed()).given += given

    def use(self, entry: Entry) -> None:
        """One entry that draws, returns or pays."""
        words = entry.reference.split(":")
        if entry.kind == "expense" and words[-1] == "paid":
            self._paid(entry, words[1])
            return
        fund = self._fund(entry)
        name = entry.facts.get("project")
        if fund is None:
            if name is not None:
                self._wrong("entries.jsonl", entry, f"it names project {name} and moves nothing of what was promised")
            return
        if self._moved(entry, fund.account) < 0:
            if entry.id not in self.giving:
                self._wrong(self._where(fund, name or ""), entry, "it promises what no project was given")
            return
        self.report.count(PROMISES)
        is_return = entry.kind == "commitment"
        if is_return and not fund.decision:
            # A steward's promise has its own reference there, whatever the release.
            if name not in (None, words[1]):
                self._wrong(self._where(fund, words[1]), entry, f"it says project {name}")
            name = words[1]
        if entry.kind == "expense":
            self.approved[words[1]] = fund, name, self._moved(entry, fund.account)
        if name is None:
            self._use_unnamed(entry, fund)
        else:
            self._use(entry, fund, name, is_return=is_return)

    def _use(self, entry: Entry, fund: Fund, name: str, *, is_return: bool) -> None:
        where, promise = self._where(fund, name), self.promises.get((fund, name))
        if promise is None:
            what = "which won nothing of this fund" if fund.decision else "to which nothing was promised"
            self._wrong(where, entry, f"it is for project {name}, {what}")
            return
        if promise.is_closed:
            self._wrong(where, entry, "it comes after what was left had returned")
        cents = self._moved(entry, fund.account)
        promise.returned += cents if is_return else 0
        promise.drawn += 0 if is_return else cents
        promise.is_closed |= is_return
        used = promise.drawn + promise.returned
        said = f"{promise.drawn} drawn and {promise.returned} returned of {promise.given} given (minor units)"
        old = self.unnamed.get(fund)
        if used > promise.given:
            self._wrong(where, entry, f"{said}: more than it was given")
        elif is_return and used != promise.given and (promise.stated or old is None or not old.entries):
            self._wrong(where, entry, f"{said}: it is closed, and they are not the same")
        if old is not None and not promise.stated:
            self._within_unnamed(entry, fund, old, cents)

    def _use_unnamed(self, entry: Entry, fund: Fund) -> None:
        """Only promises that do not state their project themselves can be drawn on without saying which."""
        old = self.unnamed.get(fund)
        if old is None:
            self._wrong(self._where(fund, ""), entry, "it does not say whose project it is")
            return
        old.entries.add(entry.id)
        self._within_unnamed(entry, fund, old, self._moved(entry, fund.account))

    def _within_unnamed(self, entry: Entry, fund: Fund, old: _Unnamed, cents: int) -> None:
        old.used += cents
        if old.used > old.given:
            what = f"{old.used} drawn and returned of {old.given} promised (minor units)"
            self._wrong(self._where(fund, ""), entry, what)

    def _paid(self, entry: Entry, reference: str) -> None:
        """The bank pays what was drawn: the same sum, for the same project, under the same decision."""
        self.report.count(PROMISES)
        name, decision = entry.facts.get("project"), entry.decision or ""
        if reference not in self.approved:
            where = self._where(Fund(decision, ""), name or "")
            self._wrong(where, entry, "it pays what was not drawn on a promise before")
            return
        fund, drawn_for, cents = self.approved[reference]
        where = self._where(fund, drawn_for or name or "")
        if fund.decision != decision:
            self._wrong(where, entry, f"it cites decision {decision or 'none'}")
        # What earlier releases drew without naming the project may be paid by a later one, which does.
        promise = self.promises.get((fund, name)) if name is not None else None
        if name != drawn_for and not (drawn_for is None and promise is not None and not promise.stated):
            self._wrong(where, entry, f"it pays for project {name}, but was drawn for {drawn_for}")
        paid = self._moved(entry, PAYABLES)
        if paid != cents:
            self._wrong(where, entry, f"it pays {paid} of {cents} drawn (minor units)")

    def note(self) -> None:
        """How much of it names no project."""
        number = sum(len(old.entries) for old in self.unnamed.values())
        if number:
            self.report.notes.append(f"{number} entries draw on promises without saying which, as in earlier releases")

    def _winners(self, entry: Entry) -> list[str]:
        vote = self.rounds.get(entry.decision or "")
        outcome = vote["outcome"] if vote else None
        return list(outcome["result"]["funded"]) if outcome else []

    def _fund(self, entry: Entry) -> Fund | None:
        """The account of what is promised that an entry moves; of several, the first, and that is found."""
        accounts = [account for account, _, _ in entry.postings if account.startswith(COMMITTED)]
        if not accounts:
            return None
        decision = entry.decision or ""
        if decision and decision not in self.rounds:
            self._wrong(f"vote {decision}", entry, "it moves what was promised, but this is no round of projects")
        if len(set(accounts)) > 1:
            self._wrong(f"vote {decision}", entry, "it moves what two funds promised")
        return Fund(decision, accounts[0])

    def _moved(self, entry: Entry, account: str) -> int:
        return sum(cents for code, cents, _ in entry.postings if code == account)

    def _where(self, fund: Fund, name: str) -> str:
        by = f"vote {fund.decision}" if fund.decision else "promises without a vote"
        return f"{by}, project {name}" if name else by

    def _wrong(self, where: str, entry: Entry, detail: str) -> None:
        self.report.wrong(PROMISES, where, f"entry {entry.id} ({entry.reference}): {detail}")
