"""The five lines: where each cent of a price goes.

To the worker, to the co-op's running, to the processor, to the reserve (expected), tax. The same five are
shown on listing, checkout, receipt and ledger, and sum to the price. All amounts are whole cents, all
shares exact.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor

from coop.ledger.arithmetic import exact, half_up

NOTHING = Fraction(0)


class Line(StrEnum):
    """The five, in the order in which every page shows them."""

    WORKER = "worker"
    RUNNING = "running"
    PROCESSOR = "processor"
    RESERVE = "reserve"
    TAX = "tax"


@dataclass(frozen=True)
class FiveLines:
    """A price, split. Iterates over (line, cents) in the order shown.

    Where the worker bears the processor, running and reserve alone are the co-op's fee.

    Running may be negative: when a processor takes more than the fee of a small booking, the shared fund
    pays the difference, and the worker's line stays what the fee rule says.
    """

    worker_cents: int
    running_cents: int
    processor_cents: int
    reserve_cents: int
    tax_cents: int

    @property
    def price_cents(self) -> int:
        return sum(cents for _, cents in self)

    @property
    def fee_cents(self) -> int:
        """What the co-op takes, and pays the processor and the reserve from."""
        return self.running_cents + self.processor_cents + self.reserve_cents

    def __iter__(self) -> Iterator[tuple[Line, int]]:
        yield Line.WORKER, self.worker_cents
        yield Line.RUNNING, self.running_cents
        yield Line.PROCESSOR, self.processor_cents
        yield Line.RESERVE, self.reserve_cents
        yield Line.TAX, self.tax_cents


def fee_cents(price_cents: int, fee_rate: Fraction, fee_minimum_cents: int = 0) -> int:
    """The co-op's fee: half up of price times rate, at least the minimum, never more than the price.

    Raises ``ValueError`` on a negative price or minimum and on a rate outside 0 to 1, ``TypeError`` on
    floats.
    """
    _check_not_negative(price=price_cents, minimum=fee_minimum_cents)
    return min(price_cents, max(half_up(price_cents * _share(fee_rate)), fee_minimum_cents))


def included_tax_cents(price_cents: int, tax_rate: Fraction) -> int:
    """The tax inside an all-in price: at 20%, a sixth of it, half up to the cent."""
    _check_not_negative(price=price_cents)
    rate = _share(tax_rate)
    return half_up(price_cents * rate / (1 + rate))


def five_lines(
    price_cents: int,
    *,
    fee_cents: int,
    processor_cents: int = 0,
    reserve_share: Fraction = NOTHING,
    tax_cents: int = 0,
    worker_bears_processor: bool = False,
) -> FiveLines:
    """The lines of a price whose fee is settled already (a receipt, a booking with its fee written down).

    The processor is paid out of the fee, or out of the worker's part where a rule says so. The reserve line is
    expected, not promised: the rule's share of what the processor leaves, rounded down; only a closed period's surplus
    feeds the reserve. Tax is what the worker owes on the price, which includes it, so it comes out of the worker's
    part. Raises ``ValueError`` when an amount is negative, when fee and tax exceed the price, or when the share lies
    outside 0 to 1.
    """
    _check_not_negative(price=price_cents, fee=fee_cents, processor=processor_cents, tax=tax_cents)
    worker_cents = price_cents - fee_cents - tax_cents
    if worker_cents < 0:
        raise ValueError(f"a fee of {fee_cents} and a tax of {tax_cents} exceed the price of {price_cents}")
    borne_cents = min(processor_cents, worker_cents) if worker_bears_processor else 0
    worker_cents -= borne_cents
    left_cents = fee_cents - (processor_cents - borne_cents)
    reserve_cents = floor(max(left_cents, 0) * _share(reserve_share))
    return FiveLines(worker_cents, left_cents - reserve_cents, processor_cents, reserve_cents, tax_cents)


def split(
    price_cents: int,
    *,
    fee_rate: Fraction,
    fee_minimum_cents: int = 0,
    processor_cents: int = 0,
    reserve_share: Fraction = NOTHING,
    tax_rate: Fraction = NOTHING,
) -> FiveLines:
    """The lines of a price under the rules ``fee.rate``, ``fee.minimum_cents`` and ``surplus.reserve_floor``.

    Raises like `fee_cents`, `included_tax_cents` and `five_lines`.
    """
    return five_lines(
        price_cents,
        fee_cents=fee_cents(price_cents, fee_rate, fee_minimum_cents),
        processor_cents=processor_cents,
        reserve_share=reserve_share,
        tax_cents=included_tax_cents(price_cents, tax_rate),
    )


def _share(value: Fraction) -> Fraction:
    share = exact(value)
    if not 0 <= share <= 1:
        raise ValueError(f"a share lies between 0 and 1, not at {share}")
    return share


def _check_not_negative(**amounts: int) -> None:
    for name, cents in amounts.items():
        if cents < 0:
            raise ValueError(f"the {name} cannot be negative: {cents}")
