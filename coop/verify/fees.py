"""Bookings: every fee against the rule in force when the job was booked, tips whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from .arithmetic import fraction, half_up
from .entries import Entry
from .kinds import CANCELLATIONS, CONTRIBUTED, FEES, HELD, OWED_FEES, PAYABLE, WORKED
from .rulebook import Rules

CHECK = "fees are price x rate of the rule cited"
TIPS = "tips bear no fee"
SPENT = "each booking spends its own money alone"

RATE, LEAST = "fee.rate", "fee.minimum_cents"
METHODS = ("cash", "transfer", "clearing", "card")

Sums = Mapping[str, int]
Wrong = Iterator[tuple[str, str]]


def check(entry: Entry, sums: Sums, rules: Rules, counts: dict[str, int]) -> Wrong:
    """`(check, detail)` of everything wrong with an entry of a booking; counts what was checked."""
    of_kind = _CHECKS.get(entry.kind)
    return of_kind(entry, sums, rules, counts) if of_kind else iter(())


def by_account(moved: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """What an entry moved, whatever the commodity."""
    sums: dict[str, int] = {}
    for (account, _), amount in moved.items():
        sums[account] = sums.get(account, 0) + amount
    return sums


@lru_cache(maxsize=1 << 16)
def fee(price: int, rate: str, least: int) -> int:
    """min(P, max(floor(P r + 1/2), m))."""
    return min(price, max(half_up(price, fraction(rate)), least))


def _completed(entry: Entry, sums: Sums, rules: Rules, counts: dict[str, int]) -> Wrong:
    """The price goes to worker and fund; of a cash job only the fee is posted, and owed by the worker."""
    stated, method = entry.facts.get("price_cents", ""), entry.facts.get("method")
    if not stated.isdecimal() or not stated.isascii() or method not in METHODS:
        yield CHECK, "it does not state its price and how it was paid"
        return
    price = int(stated)
    yield from _in_force(entry, rules)
    due = _due(entry, price, rules)
    if due is None:
        yield CHECK, f"it does not cite {RATE} and {LEAST}"
        return
    counts[CHECK] += 1
    cash = method == "cash"
    for account, amount in (
        (FEES, -due),
        (OWED_FEES, due if cash else 0),
        (HELD, 0 if cash else price),
        (PAYABLE, 0 if cash else due - price),
    ):
        if sums.get(account, 0) != amount:
            yield CHECK, (
                f"on {price} paid by {method} the posting to {account} is {sums.get(account, 0)}, but must be {amount}"
            )
    if sums.get(WORKED, 0) < 0 or sums.get(WORKED, 0) != -sums.get(CONTRIBUTED, 0):
        yield CHECK, "its minutes do not match"


def _cancelled(entry: Entry, sums: Sums, rules: Rules, counts: dict[str, int]) -> Wrong:
    """The usual fee on the worker's part; the fund's part is stated apart."""
    price = -sums.get(PAYABLE, 0) - sums.get(FEES, 0)
    due: int | None = 0
    if price > 0:
        yield from _in_force(entry, rules)
        due = _due(entry, price, rules)
        counts[CHECK] += 1
    if due is None:
        yield CHECK, f"it does not cite {RATE} and {LEAST}"
    elif -sums.get(FEES, 0) != due:
        yield CHECK, f"the fee on a worker's part of {price} is {-sums.get(FEES, 0)}, but must be {due}"
    if sums.get(CANCELLATIONS, 0) > 0:
        yield CHECK, "a cancellation gives the fund something or nothing"


def _tipped(_entry: Entry, sums: Sums, _rules: Rules, counts: dict[str, int]) -> Wrong:
    """Where a tip comes from, it goes whole to what the worker is owed."""
    counts[TIPS] += 1
    if sums.get(PAYABLE, 0) >= 0 or any(amount < 0 for account, amount in sums.items() if account != PAYABLE):
        yield TIPS, "it does not go whole to the worker"


def _due(entry: Entry, price: int, rules: Rules) -> int | None:
    """The fee on a price under the versions cited; None when it does not cite both rules, once each."""
    cited = {name.partition("#")[0]: name for name in entry.rules}
    if not {RATE, LEAST} <= cited.keys():
        return None
    try:
        return fee(price, rules.versions[cited[RATE]]["value"], int(rules.versions[cited[LEAST]]["value"]))
    except (KeyError, TypeError, ValueError):
        return None


def _in_force(entry: Entry, rules: Rules) -> Wrong:
    """Terms are those of the day of booking, which lies before the work: neither version may begin after the work was
    done, and both must have been in force at one and the same moment. Where `booked_on` is stated, on that very day."""
    cited = [name for name in entry.rules if name.partition("#")[0] in (RATE, LEAST)]
    if len(cited) != 2:
        return
    spans = [rules.in_force(name) for name in cited]
    begin, end = max(start for start, _ in spans), min(end for _, end in spans)
    if begin >= end:
        yield CHECK, f"{cited[0]} and {cited[1]} were never in force together"
    # The co-op's day and the day in UTC can differ by one; work done before the founding is under its first rules.
    day = rules.day_after(entry.effective_on)
    for name, (start, _) in zip(cited, spans, strict=True):
        if start[:10] > day and not name.endswith("#1"):
            yield CHECK, f"{name} came into force on {start[:10]}, after the work was done"
    booked_on = entry.facts.get("booked_on")
    if booked_on is not None:
        yield from _on_that_day(booked_on, cited, begin, end, rules)


def _on_that_day(booked_on: str, cited: list[str], begin: str, end: str, rules: Rules) -> Wrong:
    try:
        first, last = rules.day_before(booked_on), rules.day_after(booked_on)
    except ValueError:
        yield CHECK, f"booked_on cannot be {booked_on!r}"
        return
    if begin[:10] > last and not all(name.endswith("#1") for name in cited):
        yield CHECK, f"booked on {booked_on}, before {' and '.join(cited)} were in force"
    if end[:10] < first:
        yield CHECK, f"booked on {booked_on}, when {' and '.join(cited)} were no longer in force"


_CHECKS: dict[str, Callable[[Entry, Sums, Rules, dict[str, int]], Wrong]] = {
    "booking-completed": _completed,
    "cancellation": _cancelled,
    "tip": _tipped,
}
