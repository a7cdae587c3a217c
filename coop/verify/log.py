"""The log against the export: every fact has its leaf, every leaf its fact, and the roots are those signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Any

from .books import Books
from .facts import ANY, Due, Key, due_leaves, key_of
from .heads import HEADS, KEYS, Head, HeadPart, KeySpan
from .leaves import BadLeaf, Leaf, read_leaf
from .merkle import Tree
from .notes import BadNote, open_checkpoint, read_note
from .ranges import line_at
from .reading import CHECKPOINT, LEAVES, Export
from .report import Report
from .rows import BadRow
from .rulebook import Rulebook
from .sealed import Sealed

EACH = "every fact has its leaf, every leaf its fact"
HISTORY = "the log only grew since it was seen last"
KEY = "the key is the one known"
ROOTS = "the leaves are those whose root was signed"
LAG = dt.timedelta(hours=1)
_NAMED = 20


@dataclass
class Log:
    """The log as the export has it. `hashes`: 32 bytes a leaf; `head`: its newest tree head, rightly signed."""

    keys: list[KeySpan]
    hashes: list[bytes] = field(default_factory=list)
    head: Head | None = None
    note: str = ""

    @property
    def origin(self) -> str:
        """Whose log it is; empty before its first key."""
        return self.keys[-1].verifier.name if self.keys else ""

    @property
    def size(self) -> int:
        return sum(len(part) for part in self.hashes) // 32

    def is_vouched_for(self, report: Report) -> bool:
        """Whether its newest tree head is worth remembering: signed, continued, and of these leaves."""
        broken = {finding.check for finding in report.findings} & {HEADS, KEYS, ROOTS, HISTORY, KEY}
        return self.head is not None and not broken

    def leaf_hashes(self) -> Iterator[bytes]:
        """The hash of each leaf."""
        for part in self.hashes:
            for place in range(0, len(part), 32):
                yield part[place : place + 32]

    def hash_at(self, index: int) -> bytes:
        """The hash of one leaf."""
        for part in self.hashes:
            if index * 32 < len(part):
                return part[index * 32 : index * 32 + 32]
            index -= len(part) // 32
        raise IndexError(index)


class Comparison:
    """Leaves and rows, side by side."""

    def __init__(self, export: Export, rulebook: Rulebook, books: Books, report: Report) -> None:
        self.export, self.rulebook, self.books, self.report = export, rulebook, books, report
        exported_at = dt.datetime.fromisoformat(export.manifest["exported_at"])
        self._late = (exported_at - LAG).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        self._waiting = 0

    def run(self, sealed: Sequence[Sealed], keys: list[tuple[str, dict[str, Any]]]) -> None:
        """Compare all of them."""
        before = [0, *accumulate(part.count for part in sealed)]
        entries = self._entries(sealed, before)
        others = self._others(sealed, before, entries)
        self._due(others, keys)
        if self._waiting:
            self.report.notes.append(f"{self._waiting} facts not yet in the log")

    def _entries(self, sealed: Sequence[Sealed], before: Sequence[int]) -> dict[int, int]:
        """Compare entries by their marks; returns id -> leaf index of those leaves that no line of entries.jsonl is."""
        lines, leaves = set(self.books.marks), set()
        odd: dict[int, int] = {}
        twice: set[int] = set()
        for part, first in zip(sealed, before, strict=False):
            self.report.count(EACH, part.count)
            for place, value, offset in zip(part.entries, part.marks, part.offsets, strict=True):
                if value in leaves or value not in lines:
                    twice |= {first + place} if value in leaves else set()
                    number = self._number_in(offset)
                    odd[number if value not in leaves and number not in odd else -1 - first - place] = first + place
                leaves.add(value)
        for index in sorted(twice):
            self.report.wrong(EACH, _at(index), "it is the same as a leaf before it")
        missing = lines - leaves
        if missing:
            self._without_leaf(missing, odd)
        for index in sorted(set(odd.values()) - twice):
            self.report.wrong(EACH, _at(index), "no line of entries.jsonl is the entry in it")
        return odd

    def _number_in(self, offset: int) -> int:
        """The id of the entry in the leaf at an offset; -1 when it cannot be read."""
        path = self.export.file(LEAVES)
        try:
            leaf = read_leaf(line_at(path, offset)) if path else None
            return int(leaf.fact["id"]) if leaf else -1
        except (BadLeaf, KeyError, TypeError, ValueError):
            return -1

    def _without_leaf(self, missing: set[int], odd: dict[int, int]) -> None:
        said = 0
        for line, value in enumerate(self.books.marks, 1):
            if value not in missing:
                continue
            index = odd.pop(self.books.ids[line - 1], None)
            if index is not None:
                self.books.wrong_at(line, EACH, f"it is not what leaf {index} says")
                continue
            try:
                late = self.books.entry_at(line).recorded_at <= self._late
            except BadRow:
                continue
            if not late:
                self._waiting += 1
            elif (said := said + 1) <= _NAMED:
                self.books.wrong_at(line, EACH, "it has no leaf, though it was recorded more than an hour before")
        if said > _NAMED:
            self.report.wrong(EACH, "entries.jsonl", f"{said - _NAMED} more entries have no leaf")

    def _others(
        self, sealed: Sequence[Sealed], before: Sequence[int], entries: dict[int, int]
    ) -> dict[Key, tuple[int, bytes, Leaf]]:
        found: dict[Key, tuple[int, bytes, Leaf]] = {}
        for part, first in zip(sealed, before, strict=False):
            for place, body in part.others:
                index = first + place
                try:
                    leaf = read_leaf(body)
                except BadLeaf as error:
                    self.report.wrong(EACH, _at(index), str(error))
                    continue
                key = key_of(leaf.type, leaf.fact)
                if key in found or leaf.type == "entry":
                    self.report.wrong(EACH, _at(index), f"a leaf of {leaf.type} {key[1]} that must not be")
                    continue
                found[key] = index, body, leaf
        return found

    def _due(self, leaves: dict[Key, tuple[int, bytes, Leaf]], keys: list[tuple[str, dict[str, Any]]]) -> None:
        said: set[Key] = set()
        erased = 0
        for kind, fact, due in due_leaves(self.export, self.rulebook, keys):
            key = key_of(kind, fact)
            if key in said:
                continue  # found by its own check: a reference that stands twice
            said.add(key)
            if key not in leaves:
                self._absent(kind, due)
                continue
            index, body, leaf = leaves.pop(key)
            erased += kind == "decision" and due.commit == ANY
            self._same(kind, due, index, body, leaf, fact)
        for index, _, leaf in leaves.values():
            self.report.wrong(EACH, _at(index), f"nothing in the export is the {leaf.type} in it")
        if erased:
            self.report.notes.append(f"{erased} decisions whose words nothing vouches for: their salt was erased")

    def _absent(self, kind: str, due: Due) -> None:
        if due.recorded_at > self._late:
            self._waiting += 1
        else:
            self.report.wrong(EACH, due.where, f"no leaf of type {kind} holds it")

    def _same(self, kind: str, due: Due, index: int, body: bytes, leaf: Leaf, fact: dict[str, Any]) -> None:
        if leaf.fact != fact:
            odd = next((key for key in sorted({*fact, *leaf.fact}) if fact.get(key) != leaf.fact.get(key)), "")
            self.report.wrong(
                EACH, due.where, f"leaf {index} ({kind}) says otherwise: {odd} is {str(leaf.fact.get(odd))[:100]}"
            )
        elif due.commit != ANY and due.commit != leaf.commit:
            self.report.wrong(EACH, due.where, f"its words are not those that leaf {index} commits to")


def _at(index: int) -> str:
    return f"{LEAVES} line {index + 1}"


def check_roots(export: Export, log: Log, parts: Sequence[HeadPart], report: Report) -> None:
    """The root at the size of every tree head is the one it signs; fills in `log.head`."""
    heads: list[Head] = []
    line = 0
    for part in parts:
        for place, detail in part.findings:
            report.wrong(HEADS, f"checkpoints.jsonl line {line + place}", detail)
        heads += [head._replace(line=line + head.line) for head in part.heads]
        line += part.lines
    report.count(HEADS, len(heads))
    for earlier, later in pairwise(heads):
        if later.size <= earlier.size:
            report.wrong(HEADS, f"checkpoints.jsonl line {later.line}", "its tree is not larger than the one before")
    _compare_roots(log, heads, report)
    _newest(export, log, parts[-1].last_note if parts else "", heads, report)


def _compare_roots(log: Log, heads: Sequence[Head], report: Report) -> None:
    due = {head.size: head for head in heads}
    tree, right = Tree(), 0
    for hashed in log.leaf_hashes():
        tree.append(hashed)
        head = due.pop(tree.size, None)
        if head is None:
            continue
        report.count(ROOTS)
        if tree.root() != head.root:
            # Every later root is wrong with it: this one says where.
            report.wrong(
                ROOTS,
                f"{LEAVES} lines {right + 1} to {head.size}",
                f"their root is not the one that was signed at {head.size} leaves (checkpoints.jsonl line {head.line})",
            )
            return
        right = head.size
    for head in due.values():
        report.wrong(
            ROOTS,
            f"checkpoints.jsonl line {head.line}",
            f"a tree of {head.size} leaves was signed, {tree.size} are here",
        )
        break


def _newest(export: Export, log: Log, last_note: str, heads: Sequence[Head], report: Report) -> None:
    path, size = export.file(CHECKPOINT), log.size
    if path is None:
        return  # found already: a file is missing
    try:
        log.note = path.read_bytes().decode()
        if not log.note and not size and not heads:
            report.notes.append("nothing in this export is signed: its log has not begun")
            return
        read_note(log.note)
        if not log.keys:
            raise BadNote("keys.jsonl holds no key to check it with")
        head = open_checkpoint(log.note, log.keys[-1].verifier if _is_by_last(log) else log.keys[-2].verifier)
    except (BadNote, UnicodeDecodeError) as error:
        report.wrong(HEADS, CHECKPOINT, str(error))
        return
    if log.note != last_note:
        report.wrong(HEADS, CHECKPOINT, "it is not the last one in checkpoints.jsonl")
    elif head.size != size:
        report.wrong(HEADS, CHECKPOINT, f"it is of a tree of {head.size} leaves, {size} are here")
    elif heads:
        log.head = heads[-1]


def _is_by_last(log: Log) -> bool:
    """Whether the key in use signed the newest head; right after a hand-over it is still the one before."""
    return len(log.keys) < 2 or bool(read_note(log.note).signers([log.keys[-1].verifier]))
