"""Bookings: every fee against the rule cited, tips whole, and no client's money spent twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from .arithmetic import fraction, half_up
from .kinds import (
    CANCELLATIONS,
    CONTRIBUTED,
    FEES,
    HELD,
    OWED_FEES,
    PAYABLE,
    REFUNDED,
    WORKED,
)
from .report import Report
from .rulebook import Rulebook

CHECK = "fees are price x rate of the rule cited"
TIPS = "tips bear no fee"
SPENT = "each booking spends its own money alone"

Moved = dict[tuple[str, str], int]


class Bookings:
    """What is held and what fee was taken for each booking, entry by entry."""

    def __init__(self, rulebook: Rulebook, report: Report) -> None:
        self.rulebook, self.report = rulebook, report
        self._held: dict[str, int] = {}
        self._fees: dict[str, int] = defaultdict(int)
        self._refunded: dict[str, int] = defaultdict(int)

    def take(self, where: str, entry: dict[str, Any], moved: Moved) -> None:
        """Check one entry and keep what it did to its booking."""
        sums = _by_account(moved)
        check = _CHECKS.get(entry["kind"])
        if check is not None:
            check(self, where, entry, sums)
        words = entry["reference"].split(":")
        if words[0] != "booking":
            if HELD in sums:
                self.report.wrong(SPENT, where, "it moves clients' money without naming their booking")
            return
        self._spend(where, words[1], sums)

    def _spend(self, where: str, booking: str, sums: dict[str, int]) -> None:
        held = self._held.get(booking, 0) - sums.get(HELD, 0)
        if held < 0:
            self.report.wrong(SPENT, where, f"booking {booking} spends {-held} more than is held for it")
        if held:
            self._held[booking] = held
        else:
            self._held.pop(booking, None)
        if FEES in sums:
            self._fees[booking] -= sums[FEES]
        if REFUNDED in sums:
            self._refunded[booking] += sums[REFUNDED]
            if self._refunded[booking] > self._fees[booking]:
                self.report.wrong(SPENT, where, f"booking {booking} is given back more fee than was taken")

    def finish(self) -> None:
        """At the end nothing is left to check: what is still held belongs to bookings to come."""
        self.report.count(SPENT, len(self._fees))

    def fee_due(self, where: str, entry: dict[str, Any], price: int) -> int | None:
        """The fee on a price under the versions the entry cites; a finding when it cites none."""
        cited = {name.partition("#")[0]: name for name in entry["rules"]}
        if not {"fee.rate", "fee.minimum_cents"} <= cited.keys():
            self.report.wrong(CHECK, where, "it does not cite fee.rate and fee.minimum_cents")
            return None
        rate, least = (self.rulebook.value(cited[name]) for name in ("fee.rate", "fee.minimum_cents"))
        if rate is None or least is None:
            return None
        self.report.count(CHECK)
        return min(price, max(half_up(price, fraction(rate)), int(least)))

    def completed(self, where: str, entry: dict[str, Any], sums: dict[str, int]) -> None:
        """The price goes to worker and fund; of a cash job only the fee is posted, and owed by the worker."""
        price, method = entry["facts"].get("price_cents"), entry["facts"].get("method")
        if type(price) is not int or price < 0 or method not in ("cash", "transfer", "clearing", "card"):
            self.report.wrong(CHECK, where, "it does not state its price and how it was paid")
            return
        fee = self.fee_due(where, entry, price)
        if fee is None:
            return
        cash = method == "cash"
        due = {
            FEES: -fee,
            OWED_FEES: fee if cash else 0,
            HELD: 0 if cash else price,
            PAYABLE: 0 if cash else fee - price,
        }
        for account, amount in due.items():
            self.report.expect(
                CHECK,
                where,
                f"on {price} paid by {method} the posting to {account}",
                sums.get(account, 0),
                amount,
            )
        if sums.get(WORKED, 0) < 0 or sums.get(WORKED, 0) != -sums.get(CONTRIBUTED, 0):
            self.report.wrong(CHECK, where, "its minutes do not match")

    def cancelled(self, where: str, entry: dict[str, Any], sums: dict[str, int]) -> None:
        """The usual fee on the worker's part; the fund's part is stated apart."""
        price = -sums.get(PAYABLE, 0) - sums.get(FEES, 0)
        fee = self.fee_due(where, entry, price) if price > 0 else 0
        if fee is not None:
            self.report.expect(CHECK, where, f"the fee on a worker's part of {price}", -sums.get(FEES, 0), fee)
        if sums.get(CANCELLATIONS, 0) > 0:
            self.report.wrong(CHECK, where, "a cancellation gives the fund something or nothing")

    def tipped(self, where: str, _entry: dict[str, Any], sums: dict[str, int]) -> None:
        """Where a tip comes from, it goes whole to what the worker is owed."""
        self.report.count(TIPS)
        if sums.get(PAYABLE, 0) >= 0 or any(amount < 0 for account, amount in sums.items() if account != PAYABLE):
            self.report.wrong(TIPS, where, "it does not go whole to the worker")


_CHECKS: dict[str, Callable[[Bookings, str, dict[str, Any], dict[str, int]], None]] = {
    "booking-completed": Bookings.completed,
    "cancellation": Bookings.cancelled,
    "tip": Bookings.tipped,
}


def _by_account(moved: Moved) -> dict[str, int]:
    sums: dict[str, int] = {}
    for (account, _), amount in moved.items():
        sums[account] = sums.get(account, 0) + amount
    return sums
