"""Who bears a dispute that was lost, as arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

from coop.money.split.refunds import refund_split


@dataclass(frozen=True)
class Loss:
    """Where the lost cents come from; together the amount that was disputed."""

    held_cents: int
    fund_cents: int
    worker_cents: int


def loss(
    amount_cents: int, *, held_cents: int, price_cents: int, fee_cents: int, refunded_cents: int, worker_bears: bool
) -> Loss:
    """What is still held for the client goes to them; of the rest the worker bears their part of the price, if the
    rule says so and they got it, and the fund the remainder: its fee, and what nobody can be asked for.

    `price_cents` is 0 for work that was not shared out. `refunded_cents` is what went back of the price before.
    """
    if min(amount_cents, held_cents, price_cents, fee_cents, refunded_cents) < 0:
        raise ValueError("no loss is negative")
    held = min(amount_cents, held_cents)
    rest = amount_cents - held
    of_price = min(rest, max(0, price_cents - refunded_cents)) if worker_bears else 0
    worker = (
        refund_split(price_cents, fee_cents, of_price, refunded_before_cents=refunded_cents).worker_cents
        if of_price
        else 0
    )
    return Loss(held_cents=held, fund_cents=rest - worker, worker_cents=worker)
