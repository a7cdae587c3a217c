"""A tip that is paid in one with the price: what of a processor's fee, and of a refund, belongs to which.

Pure arithmetic, like `coop.money.split.rules`. Before the work a refund takes the tip first, so that the price can
still be shared out as agreed; after it the price first: it is the work that is complained of, and the tip was a gift.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coop.money.split.refunds import RefundTooLarge


@dataclass(frozen=True)
class FeeParts:
    """A processor's fee; together what it took."""

    of_price_cents: int
    of_tip_cents: int


def fee_parts(fee_cents: int, *, paid_cents: int, tip_cents: int) -> FeeParts:
    """What the processor took for the price and what for the tip, in the proportion of the two.

    Rounded down for the price, which a worker may have to bear; what is taken of a tip, the fund bears. A fee that the
    processor gives back (negative) is the price's alone. Raises ``ValueError`` where the tip is no part of what was
    paid.
    """
    if not 0 <= tip_cents < paid_cents:
        raise ValueError(f"a tip of {tip_cents} in a payment of {paid_cents}")
    of_price = fee_cents * (paid_cents - tip_cents) // paid_cents if fee_cents > 0 else fee_cents
    return FeeParts(of_price, fee_cents - of_price)


@dataclass(frozen=True)
class RefundParts:
    """What a refund gives back of the price and of the tip; together the refund."""

    price_cents: int
    tip_cents: int


def refund_parts(
    price_cents: int, tip_cents: int, refund_cents: int, *, refunded_before_cents: int = 0
) -> RefundParts:
    """A refund after the work: of the price while there is any left of it, then of the tip.

    `refunded_before_cents` went back before, in the same order; so the steps do not matter. Raises `RefundTooLarge`,
    and ``ValueError`` if an amount is negative.
    """
    if min(price_cents, tip_cents, refund_cents, refunded_before_cents) < 0:
        raise ValueError(f"no refund of {refund_cents} after {refunded_before_cents} on {price_cents} and {tip_cents}")
    if refunded_before_cents + refund_cents > price_cents + tip_cents:
        raise RefundTooLarge(f"{refunded_before_cents + refund_cents} would be refunded of {price_cents + tip_cents}")
    of_price = min(refund_cents, max(0, price_cents - refunded_before_cents))
    return RefundParts(of_price, refund_cents - of_price)


def taken_from_tips(
    left: Mapping[int, int], amount_cents: int, *, held_cents: int, payment: int | None
) -> dict[int, int]:
    """By how much each held tip shrinks when `amount_cents` of `held_cents` go back before the work: payment -> cents.

    `left` is what is left of each payment's tip, in the order of the payments. The tip of the `payment` that is given
    back goes first; of others only what would no longer be held.
    """
    taken = {payment: min(left[payment], amount_cents)} if payment in left and payment is not None else {}
    missing = sum(left.values()) - sum(taken.values()) - (held_cents - amount_cents)
    for each, cents in left.items():
        more = min(cents - taken.get(each, 0), max(0, missing))
        if more:
            taken[each] = taken.get(each, 0) + more
            missing -= more
    return {each: cents for each, cents in taken.items() if cents}
