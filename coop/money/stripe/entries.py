"""The entries of card money, pure: same facts, same postings. No processor's id stands in them.

`net_cents` is what the processor's balance moved by, signed, its own figure; `account` says where: Pending until the
money is available there, Available afterwards. `number` counts a booking's facts of one kind.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from coop.ledger import chart
from coop.ledger.entries import Entry, Malformed, lines


@dataclass(frozen=True)
class Moved:
    """What one balance transaction moved: `gross - fee = net`, all signed as the processor writes them."""

    account: str
    gross_cents: int
    fee_cents: int
    net_cents: int
    currency: str
    day: dt.date

    def __post_init__(self) -> None:
        if self.account not in chart.PROCESSOR or self.gross_cents - self.fee_cents != self.net_cents:
            raise Malformed(f"{self.gross_cents} less {self.fee_cents} is not {self.net_cents} on {self.account}")


def paid_entry(reference: str, moved: Moved, *, number: int) -> Entry:
    """A client paid by card: the whole is held for them, the processor's fee is the co-op's expense."""
    return Entry(
        reference=f"booking:{reference}:paid" + (f":{number}" if number > 1 else ""),
        kind="booking-paid",
        effective_on=moved.day,
        postings=lines(
            (moved.account, moved.net_cents, moved.currency),
            (chart.PROCESSING, moved.fee_cents, moved.currency),
            (chart.CLIENTS_HELD, -moved.gross_cents, moved.currency),
        ),
    )


def tip_entry(reference: str, moved: Moved, *, number: int, to: Sequence[tuple[int, int]]) -> Entry:
    """A tip by card goes to who worked, whole: (party, cents) of each. What the processor takes, the fund pays."""
    if sum(cents for _, cents in to) != moved.gross_cents:
        raise Malformed(f"{reference}: a tip of {moved.gross_cents} goes whole to who worked")
    return Entry(
        reference=f"booking:{reference}:tip:{number}",
        kind="tip",
        effective_on=moved.day,
        postings=lines(
            (moved.account, moved.net_cents, moved.currency),
            (chart.PROCESSING, moved.fee_cents, moved.currency),
            *((chart.WORKERS_PAYABLE, -cents, moved.currency, party) for party, cents in to),
        ),
    )


def transferred_entry(reference: str, moved: Moved, *, number: int, party_id: int) -> Entry:
    """A worker's share went to their own account with the processor."""
    return Entry(
        reference=f"booking:{reference}:transferred:{number}",
        kind="payout",
        effective_on=moved.day,
        postings=lines(
            (chart.WORKERS_PAYABLE, -moved.gross_cents, moved.currency, party_id),
            (chart.PROCESSING, moved.fee_cents, moved.currency),
            (moved.account, moved.net_cents, moved.currency),
        ),
    )


def returned_entry(
    reference: str, moved: Moved, *, number: int, party_id: int, clawback_cents: int
) -> Entry:
    """A transfer was taken back: it settles what the worker owes of it, and what is more is owed to them again."""
    if not 0 <= clawback_cents <= moved.gross_cents:
        raise Malformed(f"{reference}: {clawback_cents} of {moved.gross_cents} settles a claim")
    return Entry(
        reference=f"booking:{reference}:returned:{number}",
        kind="payout-returned",
        effective_on=moved.day,
        postings=lines(
            (moved.account, moved.net_cents, moved.currency),
            (chart.CLAWBACK, -clawback_cents, moved.currency, party_id),
            (chart.WORKERS_PAYABLE, clawback_cents - moved.net_cents, moved.currency, party_id),
        ),
    )


def refund_sent_entry(reference: str, moved: Moved, *, number: int) -> Entry:
    """Held money went back to the card it came from. Stripe keeps its fee of the payment."""
    return Entry(
        reference=f"booking:{reference}:refunded:{number}:sent",
        kind="refund",
        effective_on=moved.day,
        postings=lines(
            (chart.CLIENTS_HELD, -moved.gross_cents, moved.currency),
            (chart.PROCESSING, moved.fee_cents, moved.currency),
            (moved.account, moved.net_cents, moved.currency),
        ),
    )


def refund_failed_entry(reference: str, moved: Moved, *, number: int) -> Entry:
    """The card's bank would not take the refund: the money is with the processor again, and held for the client."""
    return Entry(
        reference=f"booking:{reference}:refunded:{number}:failed",
        kind="refund",
        effective_on=moved.day,
        postings=lines(
            (moved.account, moved.net_cents, moved.currency),
            (chart.PROCESSING, moved.fee_cents, moved.currency),
            (chart.CLIENTS_HELD, -moved.gross_cents, moved.currency),
        ),
    )


def disputed_entry(reference: str, moved: Moved, *, number: int) -> Entry:
    """The client's bank took the money back until it is decided; the processor takes a fee for it."""
    return Entry(
        reference=f"booking:{reference}:disputed:{number}:opened",
        kind="dispute",
        effective_on=moved.day,
        postings=lines(
            (chart.PROCESSOR_DISPUTED, -moved.gross_cents, moved.currency),
            (chart.DISPUTE_FEES, moved.fee_cents, moved.currency),
            (moved.account, moved.net_cents, moved.currency),
        ),
    )


def dispute_won_entry(reference: str, moved: Moved, *, number: int) -> Entry:
    """The money came back; a fee that comes back with it, too (`fee_cents` is negative then)."""
    return Entry(
        reference=f"booking:{reference}:disputed:{number}:won",
        kind="dispute",
        effective_on=moved.day,
        postings=lines(
            (moved.account, moved.net_cents, moved.currency),
            (chart.DISPUTE_FEES, moved.fee_cents, moved.currency),
            (chart.PROCESSOR_DISPUTED, -moved.gross_cents, moved.currency),
        ),
    )


def dispute_lost_entry(
    reference: str,
    *,
    number: int,
    held_cents: int,
    lost_cents: int,
    clawbacks: tuple[tuple[int, int], ...],
    day: dt.date,
    currency: str,
) -> Entry:
    """The money stays with the client. What was still held for them is theirs so; the rest, the fund has lost
    (`lost_cents`) or workers owe back (`clawbacks`: party and cents)."""
    total = held_cents + lost_cents + sum(cents for _party, cents in clawbacks)
    return Entry(
        reference=f"booking:{reference}:disputed:{number}:lost",
        kind="dispute",
        effective_on=day,
        postings=lines(
            (chart.CLIENTS_HELD, held_cents, currency),
            (chart.DISPUTE_LOSSES, lost_cents, currency),
            *((chart.CLAWBACK, cents, currency, party) for party, cents in clawbacks),
            (chart.PROCESSOR_DISPUTED, -total, currency),
        ),
    )


def available_entry(number: int, *, cents: int, day: dt.date, currency: str) -> Entry:
    """Money on its way became available with the processor."""
    return Entry(
        reference=f"processor:{number}:available",
        kind="processor",
        effective_on=day,
        postings=lines((chart.PROCESSOR_AVAILABLE, cents, currency), (chart.PROCESSOR_PENDING, -cents, currency)),
    )


def paid_over_entry(number: int, moved: Moved) -> Entry:
    """The processor paid what is available to the co-op's bank, or a payout came back from there."""
    return Entry(
        reference=f"processor:{number}:paid-over",
        kind="processor",
        effective_on=moved.day,
        postings=lines(
            (chart.BANK, -moved.gross_cents, moved.currency),
            (chart.PROCESSING, moved.fee_cents, moved.currency),
            (moved.account, moved.net_cents, moved.currency),
        ),
    )


def fee_entry(number: int, moved: Moved) -> Entry:
    """What the processor takes by itself, for no payment in particular; negative when it gives some back."""
    return Entry(
        reference=f"processor:{number}:fee",
        kind="processor",
        effective_on=moved.day,
        postings=lines(
            (chart.PROCESSING, -moved.net_cents, moved.currency), (moved.account, moved.net_cents, moved.currency)
        ),
    )
