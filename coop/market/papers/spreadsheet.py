"""What a client paid, as CSV."""

from __future__ import annotations

from collections.abc import Iterable

from coop.market.papers.queries import Paid
from coop.web.spreadsheets import csv_text, money_cell

COLUMNS = ("day", "booking", "worker", "service", "method", "price", "tips", "refunded", "currency", "invoice",
           "credit_notes")  # fmt: skip


def receipts_csv(rows: Iterable[Paid], *, currency: str) -> str:
    """A row a booking, money as plain decimals."""
    return csv_text(
        COLUMNS,
        (
            (
                row.day.isoformat(),
                row.reference,
                row.worker,
                row.service,
                row.method,
                money_cell(row.price_cents),
                money_cell(row.tips_cents),
                money_cell(row.refunded_cents),
                currency,
                " ".join(one.reference for one in (row.invoice, *row.of_others) if one),
                " ".join(note.reference for _refund, note in row.refunds if note),
            )
            for row in rows
        ),
    )
