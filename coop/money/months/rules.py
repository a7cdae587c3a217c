"""What one entry means to a worker, in columns that sum to the change of their balance. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from coop.ledger import chart

OWED = (chart.WORKERS_PAYABLE, chart.PATRONAGE_PAYABLE)
OWING = (chart.WORKER_FEES, chart.CLAWBACK)
BALANCE = (*OWED, *OWING)
"""Accounts whose sum, credit positive, is what the co-op owes the worker less what the worker owes it."""
READ = (*BALANCE, chart.FEES, chart.FEES_REFUNDED, chart.PROCESSING, chart.LABOUR_CONTRIBUTED)

_WORK = ("booking-completed", "cancellation")
_PAID = ("payout", "payout-returned")


@dataclass(frozen=True)
class Line:
    """An entry, as the postings under the worker's party tell it; `amounts` are debit positive, by account.

    `price_cents` and `refund_cents` are what the client paid and got back, however it was paid; `in_hand_cents` of
    it passed from hand to hand (negative when it went back). Of these the balance knows nothing.
    """

    entry_id: int | None
    day: dt.date
    kind: str
    reference: str
    amounts: Mapping[str, int]
    price_cents: int = 0
    refund_cents: int = 0
    in_hand_cents: int = 0

    def _of(self, *codes: str) -> int:
        return sum(self.amounts.get(code, 0) for code in codes)

    @property
    def change_cents(self) -> int:
        """What it adds to the balance in the worker's favour."""
        return -self._of(*BALANCE)

    @property
    def fee_cents(self) -> int:
        """Taken by the co-op; negative when given back."""
        return -self._of(chart.FEES, chart.FEES_REFUNDED)

    @property
    def processing_cents(self) -> int:
        """Of a processor's cost, what the worker bears; none where the fund bears it."""
        return -self._of(chart.PROCESSING)

    @property
    def _before_costs(self) -> int:
        return self.change_cents + self.fee_cents + self.processing_cents

    @property
    def work_cents(self) -> int:
        """Price (or what a cancellation kept) that came by way of the co-op."""
        return self._before_costs if self.kind in _WORK else 0

    @property
    def refunded_cents(self) -> int:
        """Given back to the client by way of the co-op."""
        return -self._before_costs if self.kind == "refund" else 0

    @property
    def tip_cents(self) -> int:
        return self._before_costs if self.kind == "tip" else 0

    @property
    def dividend_cents(self) -> int:
        return self._before_costs if self.kind == "patronage" else 0

    @property
    def paid_out_cents(self) -> int:
        """Sent to the worker's bank; negative when it came back."""
        return -self._before_costs if self.kind in _PAID else 0

    @property
    def paid_in_cents(self) -> int:
        """Paid by the worker to the fund."""
        return self._before_costs if self.kind == "fees-paid" else 0

    @property
    def other_cents(self) -> int:
        """Corrections, write-offs, and whatever a later release may book."""
        named = (*_WORK, *_PAID, "refund", "tip", "patronage", "fees-paid")
        return 0 if self.kind in named else self._before_costs

    @property
    def clawback_cents(self) -> int:
        """What it adds to refunds that the worker owes back."""
        return self._of(chart.CLAWBACK)

    @property
    def minutes(self) -> int:
        return -self._of(chart.LABOUR_CONTRIBUTED)

    @property
    def booking(self) -> str:
        """The booking's reference; empty for an entry that is about none."""
        parts = self.reference.split(":")
        return parts[1] if parts[0] == "booking" else ""

    @property
    def payout_run(self) -> str:
        """The run that paid, netted, or whose payment came back."""
        parts = self.reference.split(":")
        return parts[1] if parts[0] in ("payout", "netting") else ""


FIGURES = (
    "price_cents", "in_hand_cents", "work_cents", "fee_cents", "processing_cents", "tip_cents", "refund_cents",
    "refunded_cents", "dividend_cents", "paid_in_cents", "paid_out_cents", "other_cents", "clawback_cents",
    "change_cents", "minutes",
)  # fmt: skip


@dataclass(frozen=True)
class Month:
    """The lines of some days, with the balances before and after, by account, credit positive."""

    first: dt.date
    last: dt.date
    lines: Sequence[Line]
    before: Mapping[str, int]

    @property
    def after(self) -> dict[str, int]:
        """Balances at the end, by account."""
        return {
            code: self.before.get(code, 0) - sum(line.amounts.get(code, 0) for line in self.lines) for code in BALANCE
        }

    @property
    def opening_cents(self) -> int:
        """Owed to the worker at the start, less what they owed; negative when they owed more."""
        return sum(self.before.get(code, 0) for code in BALANCE)

    @property
    def closing_cents(self) -> int:
        return sum(self.after.values())

    @property
    def running(self) -> list[int]:
        """The balance after each line."""
        return list(accumulate((line.change_cents for line in self.lines), initial=self.opening_cents))[1:]

    def total(self, figure: str) -> int:
        """The sum of one of `FIGURES`."""
        if figure not in FIGURES:
            raise KeyError(figure)
        return sum(int(getattr(line, figure)) for line in self.lines)
