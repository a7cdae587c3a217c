"""A refund's way back: from the worker and from the fee, in the proportion in which the price was split.

Pure arithmetic, like `coop.money.split.rules`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from coop.ledger.arithmetic import half_up


class RefundTooLarge(ValueError):
    """More would be refunded than was paid."""


@dataclass(frozen=True)
class RefundSplit:
    """Cents that the worker and the co-op's fee give back; together the refund."""

    worker_cents: int
    fee_cents: int


def refund_split(price_cents: int, fee_cents: int, refund_cents: int, *, refunded_before_cents: int = 0) -> RefundSplit:
    """Who gives back what of a refund, after others of the same booking.

    By the time r of the price is refunded, the fee has given back half up of fee x r / price, whatever the
    steps: so many small refunds come to the same as one large, a full refund returns exactly the fee, and
    neither part ever gives more than it got. Cash jobs and tips have their own ways: a tip has no fee, so
    its ``fee_cents`` is 0.

    Raises `RefundTooLarge`, and ``ValueError`` if an amount is negative or the fee exceeds the price.
    """
    if min(price_cents, fee_cents, refund_cents, refunded_before_cents) < 0 or fee_cents > price_cents:
        raise ValueError(
            f"no refund of {refund_cents} after {refunded_before_cents} on {price_cents} with fee {fee_cents}"
        )
    refunded_cents = refunded_before_cents + refund_cents
    if refunded_cents > price_cents:
        raise RefundTooLarge(f"{refunded_cents} would be refunded of {price_cents}")
    from_fee = _fee_given_back(price_cents, fee_cents, refunded_cents) - _fee_given_back(
        price_cents, fee_cents, refunded_before_cents
    )
    return RefundSplit(worker_cents=refund_cents - from_fee, fee_cents=from_fee)


@dataclass(frozen=True)
class RefundStep:
    """What one refund took from the workers, from the fee, and of a tip that came with the price."""

    worker_cents: int
    fee_cents: int
    tip_cents: int


def refund_steps(price_cents: int, fee_cents: int, refunds: Sequence[int]) -> list[RefundStep]:
    """The refunds of a booking after its work, in order: of the price while any of it is left, then of the tip."""
    before, steps = 0, []
    for cents in refunds:
        of_price = min(cents, max(0, price_cents - before))
        split = refund_split(price_cents, fee_cents, of_price, refunded_before_cents=min(before, price_cents))
        steps.append(RefundStep(split.worker_cents, split.fee_cents, cents - of_price))
        before += cents
    return steps


def _fee_given_back(price_cents: int, fee_cents: int, refunded_cents: int) -> int:
    return half_up(Fraction(fee_cents * refunded_cents, price_cents)) if price_cents else 0
