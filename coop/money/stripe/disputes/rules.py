"""Who bears a dispute that was lost, as arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

from coop.money.split.refunds import refund_split
from coop.money.split.tips import refund_parts


@dataclass(frozen=True)
class Loss:
    """Where the lost cents come from; together the amount that was disputed."""

    held_cents: int
    fund_cents: int
    worker_cents: int
    of_tip_cents: int = 0
    """Of the workers' cents, what was a tip."""

    @property
    def of_price_cents(self) -> int:
        return self.worker_cents - self.of_tip_cents


def loss(
    amount_cents: int, *, held_cents: int, price_cents: int, fee_cents: int, refunded_cents: int, worker_bears: bool,
    tip_cents: int = 0,
) -> Loss:
    """What is still held for the client goes to them; of the rest the worker bears their part of the price and the tip
    they got with it, if the rule says so, and the fund the remainder: its fee, and what nobody can be asked for.

    `price_cents` is 0 for work that was not shared out. `refunded_cents` is what went back of price and tip before.
    """
    if min(amount_cents, held_cents, price_cents, fee_cents, refunded_cents, tip_cents) < 0:
        raise ValueError("no loss is negative")
    held = min(amount_cents, held_cents)
    rest = amount_cents - held
    if not worker_bears:
        return Loss(held_cents=held, fund_cents=rest, worker_cents=0)
    left = max(0, price_cents + tip_cents - refunded_cents)
    of = refund_parts(
        price_cents, tip_cents, min(rest, left), refunded_before_cents=min(refunded_cents, price_cents + tip_cents)
    )
    of_price = refund_split(
        price_cents, fee_cents, of.price_cents, refunded_before_cents=min(refunded_cents, price_cents)
    )
    worker = of_price.worker_cents + of.tip_cents
    return Loss(held_cents=held, fund_cents=rest - worker, worker_cents=worker, of_tip_cents=of.tip_cents)
