"""The entries of a booking's money, as pure functions: same facts, same postings.

`reference` is the booking's bare reference (`K7Q2-M4XD`); the entry's own is `booking:<reference>:<fact>`.
The co-op is an agent: a price is never its income, only the fee is. Income:Fees carries the worker's party
in every completion, cash or held, so that patronage by earnings can be measured by the fees a worker's work
brought: the pay for a cash job never passes the books, its fee always does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from coop.ledger import chart
from coop.ledger.chart import MINUTES
from coop.ledger.entries import Entry, Malformed, lines
from coop.money.teams.rules import Share

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
    team: Sequence[Share] = (),
    parts: str = "",
) -> Entry | None:
    """The price is shared out and the minutes are counted; None when there is nothing at all to post.

    Cash: the worker has the price and owes the fund the fee. Otherwise the held price becomes the worker's
    and the fund's. Of a team (`team`, the lead first, with their `parts`), each has a share, a fee and all the minutes;
    who leads it and took the cash owes the fund the fee of all and what is now owed to the others.
    Raises Malformed on a fee beyond the price, and on shares that do not make it up.
    """
    shares = team or (Share(worker_party_id, price_cents - fee_cents, fee_cents),)
    if not 0 <= fee_cents <= price_cents or minutes < 0:
        raise Malformed(f"{reference}: a fee of {fee_cents} on {price_cents}, {minutes} minutes")
    if sum(one.fee_cents for one in shares) != fee_cents or sum(one.gross_cents for one in shares) != price_cents:
        raise Malformed(f"{reference}: shares that do not sum to {price_cents} with a fee of {fee_cents}")
    lead, others = shares[0].party_id, shares[1:]
    if method == CASH:
        owed = fee_cents + sum(one.worker_cents for one in others)
        sources: list[tuple[str, int, str, int | None]] = [(chart.WORKER_FEES, owed, currency, lead)]
        payable = others
    else:
        sources, payable = [(chart.CLIENTS_HELD, price_cents, currency, None)], tuple(shares)
    facts: dict[str, int | str] = {"price_cents": price_cents, "method": method}
    postings = lines(
        *sources,
        *((chart.WORKERS_PAYABLE, -one.worker_cents, currency, one.party_id) for one in payable),
        *((chart.FEES, -one.fee_cents, currency, one.party_id) for one in shares),
        (chart.LABOUR_WORKED, minutes * len(shares), MINUTES),
        *((chart.LABOUR_CONTRIBUTED, -minutes, MINUTES, one.party_id) for one in shares),
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
        facts=facts | ({"parts": parts} if team else {}),
    )


def fee_borne_entry(
    reference: str, *, borne: Sequence[tuple[int, int]], day: dt.date, currency: str, rule_ids: tuple[int, ...]
) -> Entry:
    """Where the rule says that workers bear the card processor's fee, it comes out of what they are owed.

    `borne`: (party, cents) of each.
    """
    return Entry(
        reference=f"booking:{reference}:processing",
        kind="processor",
        effective_on=day,
        postings=lines(
            *((chart.WORKERS_PAYABLE, cents, currency, party) for party, cents in borne),
            (chart.PROCESSING, -sum(cents for _, cents in borne), currency),
        ),
        rule_ids=rule_ids,
    )


def tip_entry(
    reference: str,
    *,
    number: int,
    to: Sequence[tuple[int, int]],
    source: str,
    day: dt.date,
    currency: str,
) -> Entry:
    """A tip goes to who worked, whole: no fee, ever. `to`: (party, cents); `source`: the account it comes from."""
    return Entry(
        reference=f"booking:{reference}:tip:{number}",
        kind="tip",
        effective_on=day,
        postings=lines(
            (source, sum(cents for _, cents in to), currency),
            *((chart.WORKERS_PAYABLE, -cents, currency, party) for party, cents in to),
        ),
    )


def cancellation_entry(
    reference: str,
    *,
    shares: Sequence[Share],
    fund_cents: int,
    day: dt.date,
    currency: str,
    rule_ids: tuple[int, ...] = (),
) -> Entry:
    """What a late cancellation keeps of held money: the workers' part, the fee on it, the fund's part."""
    return Entry(
        reference=f"booking:{reference}:cancelled",
        kind="cancellation",
        effective_on=day,
        postings=lines(
            (chart.CLIENTS_HELD, sum(one.gross_cents for one in shares) + fund_cents, currency),
            *((chart.WORKERS_PAYABLE, -one.worker_cents, currency, one.party_id) for one in shares),
            *((chart.FEES, -one.fee_cents, currency, one.party_id) for one in shares),
            (chart.CANCELLATIONS, -fund_cents, currency),
        ),
        rule_ids=rule_ids,
    )


@dataclass(frozen=True)
class GivenBack:
    """What one worker gives back: of what is owed to them still, as a claim on them, and the fee on it."""

    party_id: int
    payable_cents: int
    clawback_cents: int
    fee_cents: int

    @property
    def worker_cents(self) -> int:
        return self.payable_cents + self.clawback_cents


def refund_entry(
    reference: str, *, number: int, given_back: Sequence[GivenBack], day: dt.date, currency: str
) -> Entry:
    """A completed booking's money is gathered again, to be sent back to the client.

    From each worker's payable what is still there, the rest as a claim on them; its part from the fees.
    """
    return Entry(
        reference=f"booking:{reference}:refunded:{number}",
        kind="refund",
        effective_on=day,
        postings=lines(
            *((chart.WORKERS_PAYABLE, one.payable_cents, currency, one.party_id) for one in given_back),
            *((chart.CLAWBACK, one.clawback_cents, currency, one.party_id) for one in given_back),
            *((chart.FEES_REFUNDED, one.fee_cents, currency, one.party_id) for one in given_back),
            (chart.CLIENTS_HELD, -sum(one.worker_cents + one.fee_cents for one in given_back), currency),
        ),
    )


def cash_refund_entry(
    reference: str,
    *,
    number: int,
    worker_party_id: int,
    owed_cents: int,
    given_back: Sequence[GivenBack],
    day: dt.date,
    currency: str,
) -> Entry | None:
    """The worker gave cash back; the fund gives back the fee. None when the books hold no cent of it.

    `owed_cents` of it lower what the worker owes; what was netted already is paid again. Who leads a team gave back for
    all of it: the others' parts (`given_back`, the lead's own is no posting) are theirs in the same way.
    """
    lead, *others = given_back
    fees, theirs = sum(one.fee_cents for one in given_back), sum(one.worker_cents for one in others)
    postings = lines(
        *((chart.FEES_REFUNDED, one.fee_cents, currency, one.party_id) for one in (lead, *others)),
        *((chart.WORKERS_PAYABLE, one.payable_cents, currency, one.party_id) for one in others),
        *((chart.CLAWBACK, one.clawback_cents, currency, one.party_id) for one in others),
        (chart.WORKER_FEES, -owed_cents, currency, worker_party_id),
        (chart.WORKERS_PAYABLE, -(fees + theirs - owed_cents), currency, worker_party_id),
    )
    if not postings:
        return None
    return Entry(
        reference=f"booking:{reference}:refunded:{number}", kind="refund", effective_on=day, postings=postings
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
