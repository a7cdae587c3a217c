"""What a worker is paid in a run: earnings less what is owed to the fund, and dividends. Pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Netted:
    """One worker's sums in a run, in cents. `pay_cents` goes to the bank; it may be nothing after netting."""

    earned_cents: int
    fees_cents: int
    clawback_cents: int
    dividend_cents: int

    @property
    def pay_cents(self) -> int:
        return self.earned_cents - self.fees_cents - self.clawback_cents + self.dividend_cents


def netted(
    *, payable_cents: int, fees_cents: int, clawback_cents: int, dividend_cents: int, minimum_cents: int
) -> Netted | None:
    """Earnings pay the cash fees owed first, then clawbacks; what is left is paid with the dividends.

    Dividends are never netted. None when nothing is left to move, or when what is left to pay is below the
    minimum: then it all waits for a later run, uncut.
    """
    if min(payable_cents, fees_cents, clawback_cents, dividend_cents) < 0:
        raise ValueError("balances to be netted are not negative")
    fees = min(payable_cents, fees_cents)
    clawback = min(payable_cents - fees, clawback_cents)
    sums = Netted(payable_cents, fees, clawback, dividend_cents)
    if sums.pay_cents == 0:
        return sums if fees + clawback else None
    return sums if sums.pay_cents >= minimum_cents else None
