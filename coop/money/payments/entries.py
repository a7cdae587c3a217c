"""The entries of a booking's money, as pure functions: same facts, same postings.

`reference` is the booking's bare reference (`K7Q2-M4XD`); the entry's own is `booking:<reference>:<fact>`.
The co-op is an agent: a price is never its income, only the fee is. Income:Fees carries the worker's party
in every completion, cash or held, so that patronage by earnings can be measured by the fees a worker's work
brought: the pay for a cash job never passes the books, its fee always does.
"""

from __future__ import annotations

import datetime as dt

from coop.ledger import chart
from coop.ledger.chart import MINUTES
from coop.ledger.entries import Entry, Malformed, lines

CASH, TRANSFER, CLEARING, CARD = "cash", "transfer", "clearing", "card"
METHODS = (CASH, TRANSFER, CLEARING, CARD)
MONEY_OF = {TRANSFER: chart.BANK, CLEARING: chart.CLEARING}
"""Where money of a method lies. Cash lies with the worker, outside the books; of a card payment the processor says on
which account and less its fee (`coop.money.stripe.entries`)."""


def subject_of(reference: str) -> str:
    """What payments are recorded for: `booking:<reference>`."""
    return f"booking:{reference}"


def payment_entry(
    reference: str, *, amount_cents: int, method: str, day: dt.date, currency: str, number: int = 1
) -> Entry:
    """A client's money arrives and is held. The first payment of a booking has number 1."""
    return Entry(
        reference=f"booking:{reference}:paid" + (f":{number}" if number > 1 else ""),
        kind="booking-paid",
        effective_on=day,
        postings=lines((MONEY_OF[method], amount_cents, currency), (chart.CLIENTS_HELD, -amount_cents, currency)),
    )


def completion_entry(
    reference: str,
    *,
    worker_party_id: int,
    price_cents: int,
    fee_cents: int,
    minutes: int,
    method: str,
    day: dt.date,
    currency: str,
    rule_ids: tuple[int, ...] = (),
) -> Entry | None:
    """The price is shared out and the minutes are counted; None when there is nothing at all to post.

    Cash: the worker has the price and owes the fund the fee. Otherwise the held price becomes the worker's
    and the fund's. Raises Malformed on a fee beyond the price.
    """
    if not 0 <= fee_cents <= price_cents or minutes < 0:
        raise Malformed(f"{reference}: a fee of {fee_cents} on {price_cents}, {minutes} minutes")
    if method == CASH:
        sources: list[tuple[str, int, str, int | None]] = [(chart.WORKER_FEES, fee_cents, currency, worker_party_id)]
    else:
        sources = [
            (chart.CLIENTS_HELD, price_cents, currency, None),
            (chart.WORKERS_PAYABLE, fee_cents - price_cents, currency, worker_party_id),
        ]
    postings = lines(
        *sources,
        (chart.FEES, -fee_cents, currency, worker_party_id),
        (chart.LABOUR_WORKED, minutes, MINUTES),
        (chart.LABOUR_CONTRIBUTED, -minutes, MINUTES, worker_party_id),
    )
    if not postings:
        return None
    return Entry(
        reference=f"booking:{reference}:completed",
        kind="booking-completed",
        effective_on=day,
        postings=postings,
        rule_ids=rule_ids,
        # A cash job's price is no posting; with it anyone can recompute the fee.
        facts={"price_cents": price_cents, "method": method},
    )


def fee_borne_entry(
    reference: str, *, worker_party_id: int, fee_cents: int, day: dt.date, currency: str, rule_ids: tuple[int, ...]
) -> Entry:
    """Where the rule says that the worker bears the card processor's fee, it comes out of what they are owed."""
    return Entry(
        reference=f"booking:{reference}:processing",
        kind="processor",
        effective_on=day,
        postings=lines(
            (chart.WORKERS_PAYABLE, fee_cents, currency, worker_party_id), (chart.PROCESSING, -fee_cents, currency)
        ),
        rule_ids=rule_ids,
    )


def tip_entry(
    reference: str,
    *,
    number: int,
    worker_party_id: int,
    amount_cents: int,
    source: str,
    day: dt.date,
    currency: str,
) -> Entry:
    """A tip goes to the worker whole: no fee, ever. `source`: the account it comes from."""
    return Entry(
        reference=f"booking:{reference}:tip:{number}",
        kind="tip",
        effective_on=day,
        postings=lines(
            (source, amount_cents, currency),
            (chart.WORKERS_PAYABLE, -amount_cents, currency, worker_party_id),
        ),
    )


def cancellation_entry(
    reference: str,
    *,
    worker_party_id: int,
    worker_cents: int,
    fee_cents: int,
    fund_cents: int,
    day: dt.date,
    currency: str,
    rule_ids: tuple[int, ...] = (),
) -> Entry:
    """What a late cancellation keeps of held money: the worker's part, the fee on it, the fund's part."""
    return Entry(
        reference=f"booking:{reference}:cancelled",
        kind="cancellation",
        effective_on=day,
        postings=lines(
            (chart.CLIENTS_HELD, worker_cents + fee_cents + fund_cents, currency),
            (chart.WORKERS_PAYABLE, -worker_cents, currency, worker_party_id),
            (chart.FEES, -fee_cents, currency, worker_party_id),
            (chart.CANCELLATIONS, -fund_cents, currency),
        ),
        rule_ids=rule_ids,
    )


def refund_entry(
    reference: str,
    *,
    number: int,
    worker_party_id: int,
    payable_cents: int,
    clawback_cents: int,
    fee_cents: int,
    day: dt.date,
    currency: str,
) -> Entry:
    """A completed booking's money is gathered again, to be sent back to the client.

    From the worker's payable what is still there, the rest as a claim on the worker; its part from the fees.
    """
    return Entry(
        reference=f"booking:{reference}:refunded:{number}",
        kind="refund",
        effective_on=day,
        postings=lines(
            (chart.WORKERS_PAYABLE, payable_cents, currency, worker_party_id),
            (chart.CLAWBACK, clawback_cents, currency, worker_party_id),
            (chart.FEES_REFUNDED, fee_cents, currency, worker_party_id),
            (chart.CLIENTS_HELD, -(payable_cents + clawback_cents + fee_cents), currency),
        ),
    )


def cash_refund_entry(
    reference: str,
    *,
    number: int,
    worker_party_id: int,
    owed_cents: int,
    payable_cents: int,
    day: dt.date,
    currency: str,
) -> Entry:
    """The worker gave cash back; the fund gives back the fee.

    `owed_cents` of it lower what the worker owes; what was netted already (`payable_cents`) is paid again.
    """
    return Entry(
        reference=f"booking:{reference}:refunded:{number}",
        kind="refund",
        effective_on=day,
        postings=lines(
            (chart.FEES_REFUNDED, owed_cents + payable_cents, currency, worker_party_id),
            (chart.WORKER_FEES, -owed_cents, currency, worker_party_id),
            (chart.WORKERS_PAYABLE, -payable_cents, currency, worker_party_id),
        ),
    )


def refund_sent_entry(
    reference: str, *, number: int, amount_cents: int, method: str, day: dt.date, currency: str
) -> Entry:
    """Held money leaves for the client's bank account."""
    return Entry(
        reference=f"booking:{reference}:refunded:{number}:sent",
        kind="refund",
        effective_on=day,
        postings=lines((chart.CLIENTS_HELD, amount_cents, currency), (MONEY_OF[method], -amount_cents, currency)),
    )
