"""The entry of a payout that came back, pure."""

from __future__ import annotations

import datetime as dt

from coop.ledger import chart
from coop.ledger.entries import Entry, lines


def returned_entry(
    payout_reference: str,
    *,
    payout_entry: int,
    party_id: int,
    earned_cents: int,
    dividend_cents: int,
    day: dt.date,
    currency: str,
) -> Entry:
    """What was paid is in the bank again and owed again, as pay and as dividend; fees netted stay netted.

    It cites the entry of the payout by number: not a reversal, since the payout was no mistake of the books.
    """
    return Entry(
        f"{payout_reference}:returned",
        "payout-returned",
        day,
        lines(
            (chart.BANK, earned_cents + dividend_cents, currency),
            (chart.WORKERS_PAYABLE, -earned_cents, currency, party_id),
            (chart.PATRONAGE_PAYABLE, -dividend_cents, currency, party_id),
        ),
        facts={"payout_entry": payout_entry},
    )
