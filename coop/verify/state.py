"""What was seen of a log before: with it a history that was rewritten since gives itself away."""

from __future__ import annotations

import base64
import binascii
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .log import HISTORY, KEY, Log
from .merkle import Tree
from .receipts import FIRST_SEEN
from .report import Report, Unreadable

FORMAT, VERSION = "toad-lane-verify-state", 1
DEFAULT = Path("~/.local/state/toad-lane/verify.json")


@dataclass(frozen=True)
class Seen:
    """A log as it was seen: `verifiers` are all its keys in order, `note` the signed tree head itself, as evidence."""

    verifiers: list[str]
    size: int
    root: str
    note: str
    seen_at: str


class State:
    """The small file that remembers, by origin. `path` None remembers nothing."""

    def __init__(self, path: Path | None) -> None:
        self.path = None if path is None else path.expanduser()
        self.logs: dict[str, Seen] = {}
        if self.path is not None and self.path.exists():
            self.logs = _read(self.path)

    def compare(self, log: Log, pinned: str | None, report: Report) -> None:
        """Hold a log to what was seen of it, and to a key that was given out of band."""
        verifiers = [str(span.verifier) for span in log.keys]
        seen = self.logs.get(log.origin)
        if pinned is not None:
            report.count(KEY)
            if pinned not in verifiers:
                report.wrong(KEY, "keys.jsonl", f"the key you gave never signed this log; it has {_last(verifiers)}")
        if seen is None:
            if pinned is None and verifiers:
                report.notes.append(f"{FIRST_SEEN}: {verifiers[-1]}")
            return
        report.count(KEY)
        if verifiers[: len(seen.verifiers)] != seen.verifiers:
            report.wrong(
                KEY, "keys.jsonl", f"on {seen.seen_at} the key was {seen.verifiers[-1]}, and it handed over to no other"
            )
        elif len(verifiers) > len(seen.verifiers):
            report.notes.append(f"the key was handed over since {seen.seen_at}: it is {verifiers[-1]} now")
        _compare(log, seen, report)

    def remember(self, log: Log, at: str) -> None:
        """Keep the newest tree head; a smaller one never takes the place of a larger."""
        seen = self.logs.get(log.origin)
        if self.path is None or log.head is None or (seen is not None and seen.size > log.head.size):
            return
        root = base64.b64encode(log.head.root).decode()
        self.logs[log.origin] = Seen([str(span.verifier) for span in log.keys], log.head.size, root, log.note, at)
        self._write(self.path)

    def _write(self, path: Path) -> None:
        body = {"format": FORMAT, "version": VERSION, "logs": {name: asdict(seen) for name, seen in self.logs.items()}}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
                file.write(json.dumps(body, indent=2, sort_keys=True) + "\n")
                file.flush()
                os.fsync(file.fileno())
            Path(file.name).replace(path)
        except OSError as error:
            raise Unreadable(
                f"what was seen cannot be kept in {path} ({error.strerror}): --state FILE names another place"
            ) from error


def _compare(log: Log, seen: Seen, report: Report) -> None:
    report.count(HISTORY)
    if log.size < seen.size:
        report.wrong(
            HISTORY,
            "leaves.jsonl",
            f"history was rewritten, or this is older: on {seen.seen_at} the log had {seen.size} leaves, "
            f"here it has {log.size}",
        )
        return
    tree = Tree()
    for hashed in log.leaf_hashes():
        if tree.size == seen.size:
            break
        tree.append(hashed)
    if base64.b64encode(tree.root()).decode() != seen.root:
        report.wrong(
            HISTORY,
            f"leaves.jsonl lines 1 to {seen.size}",
            f"history was rewritten: on {seen.seen_at} the co-op signed another root of these leaves "
            "(the signed tree head is kept in the state file, as evidence)",
        )


def _last(verifiers: list[str]) -> str:
    return verifiers[-1] if verifiers else "none"


def _read(path: Path) -> dict[str, Seen]:
    try:
        body: Any = json.loads(path.read_text(encoding="utf-8"))
        if body["format"] != FORMAT or body["version"] != VERSION:
            raise ValueError("another format")
        logs = {name: Seen(**seen) for name, seen in body["logs"].items()}
        for seen in logs.values():
            if type(seen.size) is not int or not seen.verifiers or len(base64.b64decode(seen.root)) != 32:
                raise ValueError("a tree head without size, key or root")
        return logs
    except (OSError, ValueError, TypeError, KeyError, AttributeError, binascii.Error) as error:
        raise Unreadable(
            f"{path} does not hold what this program remembers ({error}). Move it away to begin anew, "
            "or use --no-state; without it a rewritten history cannot be told"
        ) from error
