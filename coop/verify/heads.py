"""Tree heads that were ever signed, one range of checkpoints.jsonl at a time; and the keys that may sign them."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .notes import BadNote, Verifier, open_checkpoint, read_note, read_verifier
from .ranges import Range
from .report import Report
from .rows import BadRow, read_row

KEYS = "keys of the log, each handed over by the one before"
HEADS = "tree heads, each signed by the key of its day"


class KeySpan(NamedTuple):
    """A key and the sizes of the trees it may have signed, both ends included; `ends` None for the one in use."""

    verifier: Verifier
    begins: int
    ends: int | None
    began_at: str
    ended_at: str | None


class Head(NamedTuple):
    """A tree head, rightly signed, at its line in checkpoints.jsonl."""

    line: int
    size: int
    root: bytes


@dataclass
class HeadPart:
    """One range: heads in order, `(line, what is wrong)`, and the note of its last line."""

    lines: int = 0
    heads: list[Head] = field(default_factory=list)
    findings: list[tuple[int, str]] = field(default_factory=list)
    last_note: str = ""


def read_keys(rows: Sequence[tuple[str, dict[str, Any]]], report: Report) -> list[KeySpan]:
    """The keys in their order; a hand-over that is not signed by the key before and the key after is a finding."""
    spans: list[KeySpan] = []
    for place, (where, row) in enumerate(rows):
        following = rows[place + 1][1] if place + 1 < len(rows) else None
        report.count(KEYS)
        try:
            verifier = read_verifier(row["verifier"])
            before = spans[-1].verifier if spans else None
            _handed_over(row, verifier, before)
        except BadNote as error:
            report.wrong(KEYS, where, str(error))
            continue
        if spans and (row["size"] < spans[-1].begins or row["began_at"] < spans[-1].began_at):
            report.wrong(KEYS, where, "it began before the key it follows")
        spans.append(
            KeySpan(
                verifier,
                row["size"],
                following["size"] if following else None,
                row["began_at"],
                following["began_at"] if following else None,
            )
        )
    return spans


def _handed_over(row: dict[str, Any], verifier: Verifier, before: Verifier | None) -> None:
    if row["previous"] != (None if before is None else str(before)):
        raise BadNote(f"it does not follow the key before it: previous is {row['previous']}")
    if before is not None and before.name != verifier.name:
        raise BadNote(f"it is a key of {verifier.name}, the log is {before.name}")
    note = read_note(row["note"])
    due = f"toad-lane log key hand-over\n{verifier.name}\n{row['previous'] or '-'}\n{verifier}\n{row['size']}\n"
    if note.text != due:
        raise BadNote("its note does not say what it must: origin, key before, key after, size")
    signers = [verifier] if before is None else [before, verifier]
    if note.signers(signers) != signers:
        raise BadNote("the hand-over is not signed by the key before it and by itself")


def check_heads(_known: object, spans: Sequence[KeySpan], given: Range) -> HeadPart:
    """Verify every signature of one range: what a process of the pool is asked to do."""
    part = HeadPart()
    for _, line in given.lines():
        part.lines += 1
        try:
            row = read_row("checkpoints.jsonl", line)
            part.heads.append(Head(part.lines, row["size"], _signed(row, spans)))
            part.last_note = row["note"]
        except (BadNote, BadRow) as error:
            part.findings.append((part.lines, str(error)))
    return part


def _signed(row: dict[str, Any], spans: Sequence[KeySpan]) -> bytes:
    """The root that a row's note signs; raises BadNote when no key of that day did, or the row says otherwise."""
    size, at = row["size"], row["signed_at"]
    able = [
        span
        for span in spans
        if span.begins <= size <= (size if span.ends is None else span.ends)
        and span.began_at <= at <= (at if span.ended_at is None else span.ended_at)
    ]
    if not able:
        raise BadNote(f"no key of the log could sign a tree of {size} leaves on {at[:10]}")
    note = read_note(row["note"])
    signers = note.signers(span.verifier for span in able)
    if not signers:
        raise BadNote(f"it is not signed by the key then in use, {able[-1].verifier}")
    head = open_checkpoint(row["note"], signers[0])
    if head.size != size or base64.b64encode(head.root).decode() != row["root"]:
        raise BadNote("size and root are not those that the note signs")
    return head.root
