"""The entries of a payout, pure."""

from __future__ import annotations

import datetime as dt

from coop.ledger import chart
from coop.ledger.entries import Entry, lines


def payout_entries(
    run: str,
    token: str,
    *,
    party_id: int,
    fees_cents: int,
    clawback_cents: int,
    earned_cents: int,
    dividend_cents: int,
    day: dt.date,
    currency: str,
    rule_ids: tuple[int, ...] = (),
) -> list[Entry]:
    """What the fund keeps of its own from a worker's earnings, and what goes to the worker's bank.

    None, one or two entries, in this order: `netting:<run>:<token>`, `payout:<run>:<token>`.
    """
    netting = lines(
        (chart.WORKERS_PAYABLE, fees_cents + clawback_cents, currency, party_id),
        (chart.WORKER_FEES, -fees_cents, currency, party_id),
        (chart.CLAWBACK, -clawback_cents, currency, party_id),
    )
    left_cents = earned_cents - fees_cents - clawback_cents
    paid = lines(
        (chart.WORKERS_PAYABLE, left_cents, currency, party_id),
        (chart.PATRONAGE_PAYABLE, dividend_cents, currency, party_id),
        (chart.BANK, -(left_cents + dividend_cents), currency),
    )
    return [
        Entry(f"{kind}:{run}:{token}", kind, day, postings, rule_ids)
        for kind, postings in (("netting", netting), ("payout", paid))
        if postings
    ]


def fees_paid_entry(
    reference: str,
    *,
    party_id: int,
    fees_cents: int,
    clawback_cents: int,
    account: str,
    day: dt.date,
    currency: str,
) -> Entry:
    """A worker pays what is owed to the fund, at the bank or in cash (`account`)."""
    return Entry(
        reference,
        "fees-paid",
        day,
        lines(
            (account, fees_cents + clawback_cents, currency),
            (chart.WORKER_FEES, -fees_cents, currency, party_id),
            (chart.CLAWBACK, -clawback_cents, currency, party_id),
        ),
    )
