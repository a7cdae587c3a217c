"""Periods: they adjoin, and each closing entry empties income and expenses into the surplus, to the cent."""

from __future__ import annotations

import datetime as dt
from typing import Any

from .books import Books, InPeriod
from .kinds import SURPLUS
from .reading import Export
from .report import Report

CHECK = "periods close at their sums"


def check_periods(export: Export, books: Books, report: Report) -> dict[int, InPeriod]:
    """Check every period; returns them by number."""
    found: dict[int, InPeriod] = {}
    listed = [row["id"] for _, row in export.rows("periods.jsonl")]
    if listed != [period.row["id"] for period in books.periods]:
        report.wrong(CHECK, "periods.jsonl", "periods are not in the order of their days")
    last: dict[str, Any] | None = None
    for period in books.periods:
        row, where = period.row, f"period {period.row['opens_on']} to {period.row['closes_on']}"
        report.count(CHECK)
        if row["id"] in found:
            report.wrong(CHECK, where, f"number {row['id']} stands twice")
        if row["opens_on"] > row["closes_on"]:
            report.wrong(CHECK, where, "it ends before it begins")
        with report.recomputing(CHECK, where):
            if last is not None:
                after = dt.date.fromisoformat(last["closes_on"]) + dt.timedelta(days=1)
                report.expect(CHECK, where, "its first day", row["opens_on"], after.isoformat())
            _closing(where, period, books, report)
        found[row["id"]], last = period, row
    for number in books.closings.keys() - {period.row["closing_entry"] for period in books.periods}:
        report.wrong(CHECK, f"entry {number}", "it closes no period")
    return found


def _closing(where: str, period: InPeriod, books: Books, report: Report) -> None:
    row = period.row
    moved_in = period.work.moved.items()
    result = {key: amount for key, amount in moved_in if key[0].startswith(("Income:", "Expenses:")) and amount}
    surplus = -sum(result.values())
    report.expect(CHECK, where, "surplus_cents", row["surplus_cents"], surplus)
    if row["closing_entry"] is None:
        if result:
            report.wrong(CHECK, where, "there was income or expense, but nothing closes it")
        return
    entry = books.closings.get(row["closing_entry"])
    if entry is None:
        report.wrong(CHECK, where, f"entry {row['closing_entry']} closes no period")
        return
    moved = entry.moved()
    due = {key: -amount for key, amount in result.items()}
    if surplus:
        currency = next(iter(result))[1]
        due[SURPLUS, currency] = -surplus
    for key in sorted({*moved, *due}):
        report.expect(
            CHECK,
            f"{where}, entry {entry.id}",
            f"the posting to {key[0]}",
            moved.get(key, 0),
            due.get(key, 0),
        )
    report.expect(CHECK, where, "the closing entry's day", entry.effective_on, row["closes_on"])
    reference = f"period:{row['opens_on']}:{row['closes_on']}:closed"
    report.expect(CHECK, where, "the closing entry's reference", entry.reference, reference)
    if "surplus_cents" in entry.facts:
        report.expect(CHECK, where, "the surplus stated", entry.facts["surplus_cents"], str(surplus))
    if row["closed_at"] < entry.recorded_at:
        report.wrong(CHECK, where, "it was closed before its closing entry was recorded")
