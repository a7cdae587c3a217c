"""The books as CSV, safe to open in a spreadsheet, with a running balance in every row."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from coop.commons.exports.books import entry_rows
from coop.ledger.chart import MINUTES
from coop.web.spreadsheets import CsvRow, csv_pieces, csv_text, money_cell, safe

__all__ = ["CsvRow", "csv_text", "decimal", "entries_csv", "postings_csv", "safe"]

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


def entries_csv(session: Session) -> Iterator[str]:
    """A row an entry."""
    return csv_pieces(
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
    return csv_pieces(POSTING_COLUMNS, _postings(session))


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
    return money_cell(amount)
