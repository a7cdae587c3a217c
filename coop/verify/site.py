"""A site: its export is fetched and checked, then what it serves besides is held to that."""

from __future__ import annotations

import datetime as dt
import random
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from .belenios import CHECK as ARCHIVES
from .belenios import MOST_BYTES, check_archives
from .check import check_export
from .entries import read_entry
from .log import Log
from .merkle import Tree, is_included, leaf_hash, root_of
from .notes import BadNote, Checkpoint, open_checkpoint, read_proof
from .progress import Progress
from .report import Report, Unreadable
from .rows import BadRow
from .state import State
from .web import Missing, Site

CHECK = "the site serves the log that its export holds"
WIDTH = 256
_MOST_EXPORT = 1 << 40
_MOST_NEW = 20_000
_SAMPLES = 6

_dice = random.SystemRandom()


def check_site(address: str, state: State, *, pinned: str | None, insecure: bool, progress: Progress) -> Report:
    """Fetch and check; raises Unreadable."""
    site, report = Site(address, insecure=insecure), Report()
    with tempfile.TemporaryDirectory(prefix="coop-verify-") as folder:
        path = Path(folder) / "export.zip"
        _download(site, path, progress)
        export, log = check_export(str(path), report, state, pinned=pinned, progress=progress)
        try:
            ids = _some_entries(export.file("entries.jsonl"))
            check_archives((vote for _, vote in export.rows("votes.jsonl")), partial(_archive_at, site, report), report)
        finally:
            export.close()
    if log.head is None:
        report.notes.append("the log has no signed tree head that holds: what the site serves besides was not compared")
        return report
    progress.begin("Comparing with the site", 0)
    _Served(site, log, report).run(ids)
    if log.is_vouched_for(report):
        state.remember(log, dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    return report


def _archive_at(site: Site, report: Report, vote: dict[str, Any]) -> bytes | None:
    """The archive of a vote held in Belenios, as anyone can fetch it."""
    try:
        return b"".join(site.stream(f"decisions/{vote['reference']}/election.bel", most=MOST_BYTES))
    except Missing as error:
        report.wrong(ARCHIVES, f"vote {vote['reference']}", f"there is no archive at {error}")
        return None


def _download(site: Site, path: Path, progress: Progress) -> None:
    progress.begin("Fetching the export", 0)
    try:
        with path.open("wb") as file:
            for part in site.stream("exports/export.zip", most=_MOST_EXPORT):
                file.write(part)
                progress.advance(len(part))
    except Missing as error:
        raise Unreadable(f"there is no export at {error}: is this the address of the co-op's site?") from error


def _some_entries(path: Path | None) -> list[int]:
    """Numbers of a few entries, drawn by places in the file."""
    if path is None or not path.stat().st_size:
        return []
    found = set()
    with path.open("rb") as file:
        for _ in range(_SAMPLES):
            file.seek(_dice.randrange(path.stat().st_size))
            file.readline()
            line = file.readline() or b""
            try:
                found.add(read_entry(line.rstrip(b"\n")).id)
            except BadRow:
                continue
    return sorted(found)


class _Served:
    """What the site serves of the log, held to the leaves of the export."""

    def __init__(self, site: Site, log: Log, report: Report) -> None:
        self.site, self.log, self.report = site, log, report
        self.size = log.size

    def run(self, ids: list[int]) -> None:
        """Its newest tree head, some tiles, bundles and proofs, its keys."""
        roots = self._newest()
        for level in range(8):
            width = self.size >> (8 * level)
            if not width:
                break
            last = (width - 1) // WIDTH
            for number in {last, *(_dice.randint(0, last) for _ in range(_SAMPLES if level == 0 else 1))}:
                self._tile(level, number, min(WIDTH, width - number * WIDTH))
        last = (self.size - 1) // WIDTH
        for number in {last, *(_dice.randint(0, last) for _ in range(_SAMPLES))}:
            self._bundle(number, min(WIDTH, self.size - number * WIDTH))
        for number in ids:
            self._proof(number, roots)
        self._keys()

    def _get(self, path: str) -> bytes | None:
        self.report.count(CHECK)
        try:
            return self.site.get(path)
        except Missing as error:
            self.report.wrong(CHECK, path, f"there is nothing at {error}")
            return None

    def _newest(self) -> dict[int, bytes]:
        """The site's tree head must continue the export's; returns the roots at every size from there on."""
        tree = Tree()
        for hashed in self.log.leaf_hashes():
            tree.append(hashed)
        roots = {tree.size: tree.root()}
        head = self._checkpoint()
        if head is None:
            return roots
        if head.size < self.size:
            self.report.wrong(CHECK, "checkpoint", f"it is of {head.size} leaves, the export already had {self.size}")
            return roots
        if head.size - self.size > _MOST_NEW:
            self.report.notes.append(f"the log grew by {head.size - self.size} leaves meanwhile, which were not read")
            return roots
        for hashed in self._new_leaves(self.size, head.size):
            tree.append(hashed)
            roots[tree.size] = tree.root()
        if tree.size == head.size and tree.root() != head.root:
            self.report.wrong(
                CHECK, "checkpoint", f"the tree of {head.size} leaves that it signs does not continue the export's"
            )
        return roots

    def _checkpoint(self) -> Checkpoint | None:
        body = self._get("checkpoint")
        if body is None:
            return None
        try:
            text = body.decode()
            for span in reversed(self.log.keys[-2:]):
                try:
                    return open_checkpoint(text, span.verifier)
                except BadNote as error:
                    wrong = error
            raise wrong
        except (BadNote, UnicodeDecodeError) as error:
            self.report.wrong(CHECK, "checkpoint", str(error))
            return None

    def _new_leaves(self, start: int, end: int) -> Iterator[bytes]:
        """The hashes of leaves from bundles."""
        for number in range(start // WIDTH, (end - 1) // WIDTH + 1):
            width = min(WIDTH, end - number * WIDTH)
            leaves = self._leaves_of(number, width)
            if leaves is None:
                return
            for index, leaf in enumerate(leaves, number * WIDTH):
                if index >= start:
                    yield leaf_hash(leaf)

    def _leaves_of(self, number: int, width: int) -> list[bytes] | None:
        path = f"tile/entries/{written(number)}" + ("" if width == WIDTH else f".p/{width}")
        body = self._get(path)
        if body is None:
            return None
        leaves, place = [], 0
        while place + 2 <= len(body):
            length = int.from_bytes(body[place : place + 2], "big")
            leaves.append(body[place + 2 : place + 2 + length])
            place += 2 + length
        if place != len(body) or len(leaves) != width:
            self.report.wrong(CHECK, path, f"it does not hold {width} leaves, each after its length")
            return None
        return leaves

    def _bundle(self, number: int, width: int) -> None:
        leaves = self._leaves_of(number, width)
        for index, leaf in enumerate(leaves or [], number * WIDTH):
            if leaf_hash(leaf) != self.log.hash_at(index):
                self.report.wrong(CHECK, f"tile/entries/{written(number)}", f"leaf {index} is not that of the export")
                return

    def _tile(self, level: int, number: int, width: int) -> None:
        path = f"tile/{level}/{written(number)}" + ("" if width == WIDTH else f".p/{width}")
        body = self._get(path)
        if body is None:
            return
        each = WIDTH**level
        first = number * WIDTH * each
        due = b"".join(
            root_of([self.log.hash_at(index) for index in range(first + n * each, first + (n + 1) * each)])
            for n in range(width)
        )
        if body != due:
            self.report.wrong(CHECK, path, "its hashes are not those of the export's leaves")

    def _proof(self, number: int, roots: dict[int, bytes]) -> None:
        """An entry's own proof, as anyone can fetch it, leads to a root of this same log."""
        where = f"ledger/entries/{number}/entry.tlog-proof"
        proof_text, leaf = self._get(where), self._get(f"ledger/entries/{number}/leaf")
        if proof_text is None or leaf is None:
            return
        try:
            proof = read_proof(proof_text.decode())
            head = open_checkpoint(proof.note, self.log.keys[-1].verifier)
            if not is_included(proof.index, head.size, leaf_hash(leaf), proof.hashes, head.root):
                raise BadNote("it does not lead from the leaf to the root that was signed")
            if proof.index < self.size and self.log.hash_at(proof.index) != leaf_hash(leaf):
                raise BadNote(f"the leaf is not leaf {proof.index} of the export")
            if roots.get(head.size, head.root) != head.root:
                raise BadNote(f"its tree of {head.size} leaves is another than the one of the export")
        except (BadNote, UnicodeDecodeError) as error:
            self.report.wrong(CHECK, where, str(error))

    def _keys(self) -> None:
        body = self._get("log/keys")
        if body is not None:
            text = body.decode("utf-8", "replace")
            for span in self.log.keys:
                if str(span.verifier) not in text:
                    self.report.wrong(CHECK, "log/keys", f"it does not list {span.verifier}, which the export does")


def written(number: int) -> str:
    """A tile's number in its address: 1234067 is `x001/x234/067`."""
    groups = [f"{number % 1000:03d}"]
    while number := number // 1000:
        groups.insert(0, f"x{number % 1000:03d}")
    return "/".join(groups)
