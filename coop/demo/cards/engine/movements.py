"""Movements of the processor's balance: each balance transaction, and what they add up to. Exact minor units."""

from __future__ import annotations

from dataclasses import dataclass

from coop.demo.cards.engine.errors import Json
from coop.demo.cards.engine.world import World

CATEGORIES = {
    "charge": "charge", "refund": "refund", "refund_failure": "refund_failure", "transfer": "transfer",
    "transfer_refund": "transfer_reversal", "payout": "payout", "payout_cancel": "payout_reversal",
    "payout_failure": "payout_reversal", "topup": "topup", "adjustment": "dispute",
}
"""The reporting category of each type of balance transaction."""


@dataclass(frozen=True)
class Cost:
    """A fee that is kept from a movement."""

    amount: int
    what: str


def move(
    world: World, kind: str, source: str, *, amount: int, currency: str, available_on: int | None = None,
    cost: Cost | None = None, category: str | None = None, told: str | None = None,
) -> Json:
    """Book a movement: `amount` less the cost is what the balance changes by, now or on the day it is available."""
    fee = cost.amount if cost else 0
    day = world.now if available_on is None else max(available_on, world.now)
    details = (
        []
        if not cost
        else [
            {
                "amount": cost.amount,
                "application": None,
                "currency": currency,
                "description": cost.what,
                "type": "stripe_fee",
            }
        ]
    )
    movement = world.new("balance_transaction", "txn", {
        "amount": amount, "available_on": day, "balance_type": "payments", "currency": currency, "description": told,
        "exchange_rate": None, "fee": fee, "fee_details": details, "net": amount - fee,
        "reporting_category": category or CATEGORIES[kind], "source": source, "type": kind, "_payout": None,
    })
    world.store.connection.execute("INSERT INTO movements (id, currency, net, available_on) VALUES (?, ?, ?, ?)",
                                   (movement["id"], currency, amount - fee, day))
    return movement


def available(world: World, currency: str) -> int:
    """What may be spent now."""
    return sums(world).get(currency, (0, 0))[0]


def sums(world: World) -> dict[str, tuple[int, int]]:
    """By currency: what is available now, and what is pending."""
    rows = world.store.connection.execute(
        "SELECT currency, coalesce(sum(net) FILTER (WHERE available_on <= ?1), 0), "
        "coalesce(sum(net) FILTER (WHERE available_on > ?1), 0) FROM movements GROUP BY currency ORDER BY currency",
        (world.now,),
    )
    return {currency: (free, pending) for currency, free, pending in rows}
