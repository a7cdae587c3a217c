"""How much of a booking's share can be sent on, as arithmetic."""

from __future__ import annotations

from coop.money.split.refunds import refund_split
from coop.money.split.tips import refund_parts


def share_left(
    price_cents: int, fee_cents: int, *, refunded_cents: int, borne_cents: int, tip_cents: int = 0
) -> int:
    """The worker's part of the price with the tip paid in one with it, after refunds and what they bear of the
    processor's fee; never below zero."""
    of = refund_parts(price_cents, tip_cents, min(refunded_cents, price_cents + tip_cents))
    given_back = refund_split(price_cents, fee_cents, of.price_cents).worker_cents
    return max(0, price_cents - fee_cents - given_back - borne_cents) + tip_cents - of.tip_cents


def to_send(
    share_cents: int, *, payable_cents: int, owed_back_cents: int, on_the_way_cents: int, charged_cents: int
) -> int:
    """What is sent on now: never more than the books owe once what the worker owes back is kept, nor than the charge.

    What stays, a payout run nets and pays as it does for everybody.
    """
    return max(0, min(share_cents, payable_cents - owed_back_cents - on_the_way_cents, charged_cents))
