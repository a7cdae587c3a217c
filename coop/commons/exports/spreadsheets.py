"""The books as CSV, safe to open in a spreadsheet, with a running balance in every row."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy.orm import Session

from coop.commons.exports.books import entry_rows
from coop.ledger.chart import MINUTES

_FORMULA = re.compile(r"^[=+\-@\t\r\n]")
CsvRow = tuple[Any, ...]
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")

ENTRY_COLUMNS = (
    "entry",
    "uuid",
    "reference",
    "kind",
    "effective_on",
    "recorded_at",
    "rules",
    "decision",
    "reverses",
    "facts",
)
POSTING_COLUMNS = (
    "entry",
    "line",
    "effective_on",
    "kind",
    "reference",
    "account",
    "commodity",
    "amount",
    "balance",
)


def safe(cell: Any) -> str:
    """A cell that no spreadsheet takes for a formula: OWASP's apostrophe before what begins like one."""
    text = "" if cell is None else str(cell)
    return "'" + text if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def csv_text(head: tuple[str, ...], rows: Iterable[CsvRow]) -> str:
    """A small table in one piece."""
    return "".join(_rows(head, rows))


def entries_csv(session: Session) -> Iterator[str]:
    """A row an entry."""
    return _rows(
        ENTRY_COLUMNS,
        (
            (
                e["id"],
                e["uuid"],
                e["reference"],
                e["kind"],
                e["effective_on"],
                e["recorded_at"],
                " ".join(e["rules"]),
                e["decision"],
                e["reverses"],
                json.dumps(e["facts"], sort_keys=True) if e["facts"] else "",
            )
            for e in entry_rows(session)
        ),
    )


def postings_csv(session: Session) -> Iterator[str]:
    """A row a posting: decimal amount, debit positive, and its account's balance after it."""
    return _rows(POSTING_COLUMNS, _postings(session))


def _postings(session: Session) -> Iterator[tuple[Any, ...]]:
    balances: dict[tuple[str, str], int] = {}
    for e in entry_rows(session):
        for line, posting in enumerate(e["postings"], 1):
            key = (posting["account"], posting["commodity"])
            balances[key] = balances.get(key, 0) + posting["amount"]
            yield (
                e["id"],
                line,
                e["effective_on"],
                e["kind"],
                e["reference"],
                *key,
                decimal(posting["amount"], key[1]),
                decimal(balances[key], key[1]),
            )


def decimal(amount: int, commodity: str) -> str:
    """An amount as a plain number: 12345 cents -> 123.45; minutes as they are."""
    if commodity == MINUTES:
        return str(amount)
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def _rows(head: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    for row in rows:
        writer.writerow([safe(cell) for cell in row])
        if text.tell() > 32_768:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()
