"""Everything that can be recomputed from an export, in the order in which it is reported."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from .books import Books, check_accounts
from .distributions import check_distributions
from .heads import KEYS, HeadPart, check_heads, read_keys
from .log import HISTORY, KEY, Comparison, Log, check_roots
from .periods import check_periods
from .pool import Task, carry_out
from .progress import Progress
from .promises import check_promises
from .ranges import Range, cut
from .reading import CHECK, LEAVES, Export, Measured, measure
from .report import Report
from .rulebook import Rulebook
from .scan import IDENTITY, Known, Part, scan
from .sealed import Sealed, seal
from .small_days import RULE
from .state import State
from .votes import check_votes


def check_export(
    path: str, report: Report, state: State, *, pinned: str | None, progress: Progress
) -> tuple[Export, Log]:
    """Check an export and hold it to what was seen before; raises Unreadable. The caller closes the export."""
    export = Export(path, report, progress)
    try:
        return export, _Check(export, report, state, pinned, progress).run()
    except BaseException:
        export.close()
        raise


def _sums_small_days(rulebook: Rulebook) -> bool:
    """Whether members ever decided to."""
    return any(
        name.partition("#")[0] == RULE and row["value"] != 0 for name, row in rulebook.versions.items()
    )


class _Check:
    def __init__(self, export: Export, report: Report, state: State, pinned: str | None, progress: Progress) -> None:
        self.export, self.report, self.state, self.pinned, self.progress = export, report, state, pinned, progress
        said = export.manifest
        report.coop = f"{said['coop']['name']}, exported {said['exported_at']}, to entry {said['last_entry']}"

    def run(self) -> Log:
        """All checks; what the log is, for who asks the site about it."""
        export, report = self.export, self.report
        rows = Report()  # what is about rows is told after what is about files
        rulebook = Rulebook(export, rows)
        accounts = {(row["code"], row["commodity"]): row["kind"] for _, row in export.rows("accounts.jsonl")}
        check_accounts(accounts, export.manifest["coop"]["currency"], rows)
        periods = sorted((row for _, row in export.rows("periods.jsonl")), key=lambda row: str(row["opens_on"]))
        keys = list(export.rows("keys.jsonl"))
        log = Log(read_keys(keys, report))
        known = Known(
            secrets.token_bytes(16),
            frozenset(accounts),
            rulebook.in_force,
            {reference: row["decided_at"] for reference, row in rulebook.decisions.items()},
            periods,
        )
        measured, parts, sealed, heads = self._read(known, log)
        export.check_files(measured)
        report.take(rows)
        path = export.file("entries.jsonl") or Path()
        books = Books(path, periods, parts, report)
        report.expect(IDENTITY, "manifest.json", "last_entry", export.manifest["last_entry"], books.last)
        log.hashes = [part.hashes for part in sealed]
        leaves = Report()  # a leaf is told after the rows it is compared with
        Comparison(export, rulebook, books, leaves).run(sealed, keys)
        books.settle(is_behind=_sums_small_days(rulebook))
        in_periods = check_periods(export, books, report)
        check_votes(rulebook, in_periods, books, report)
        check_promises(rulebook, books, report)
        check_distributions(export, rulebook, in_periods, books, report)
        report.take(leaves)
        check_roots(export, log, heads, report)
        self.state.compare(log, self.pinned, report)
        report.put_first(HISTORY, KEY, KEYS, CHECK)
        return log

    def _read(
        self, known: Known, log: Log
    ) -> tuple[dict[str, Measured], list[Part], list[Sealed], list[HeadPart]]:
        """Read the large files with all processors; results in the order of the files."""
        files = self.export.to_measure()
        tasks = [Task(measure, (path,), path.stat().st_size // 8) for _, path in files]
        tasks += [Task(scan, (one,), one.end - one.start) for one in self._ranges("entries.jsonl")]
        tasks += [Task(seal, (one,), (one.end - one.start) // 4) for one in self._ranges(LEAVES)]
        tasks += [
            Task(check_heads, (log.keys, one), (one.end - one.start) * 10)
            for one in self._ranges("checkpoints.jsonl", 1 << 17)
        ]
        sums: list[Measured] = []
        parts: list[Part] = []
        sealed: list[Sealed] = []
        heads: list[HeadPart] = []
        places: dict[Any, list[Any]] = {measure: sums, scan: parts, seal: sealed, check_heads: heads}
        for task, found in zip(tasks, carry_out(tasks, self.progress, shared=known), strict=True):
            places[task.function].append(found)
        return {name: found for (name, _), found in zip(files, sums, strict=True)}, parts, sealed, heads

    def _ranges(self, name: str, size: int | None = None) -> list[Range]:
        path = self.export.file(name)
        return [] if path is None else cut(path) if size is None else cut(path, size)

