"""The entry of a payment by the former platform, pure."""

from __future__ import annotations

import datetime as dt

from coop.ledger import chart
from coop.ledger.entries import Entry, lines


def clearing_entry(reference: str, *, received_cents: int, kept_cents: int, day: dt.date, currency: str) -> Entry:
    """Card money reaches the bank; what the platform keeps of it is a cost of processing."""
    return Entry(
        f"clearing:{reference}",
        "clearing",
        day,
        lines(
            (chart.BANK, received_cents, currency),
            (chart.PROCESSING, kept_cents, currency),
            (chart.CLEARING, -(received_cents + kept_cents), currency),
        ),
    )
