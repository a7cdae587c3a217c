"""Bookings: every fee against the rule in force when the job was booked, tips whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from .arithmetic import half_up, in_order, largest_remainder
from .entries import Entry
from .kinds import CANCELLATIONS, CONTRIBUTED, FEES, HELD, OWED_FEES, PAYABLE, WORKED
from .rulebook import LEAST, RATE, Rules, Terms

CHECK = "fees are price x rate of the rule cited"
TIPS = "tips bear no fee"
SPENT = "each booking spends its own money alone"

METHODS = ("cash", "transfer", "clearing", "card")

Sums = Mapping[str, int]
Wrong = Iterator[tuple[str, str]]


def by_account(moved: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """What an entry moved, whatever the commodity."""
    sums: dict[str, int] = {}
    for (account, _), amount in moved.items():
        sums[account] = sums.get(account, 0) + amount
    return sums


def fee(price: int, rate: Fraction, least: int) -> int:
    """min(P, max(floor(P r + 1/2), m))."""
    return min(price, max(half_up(price, rate), least))


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
    team = _team(entry, price, due)
    if team is None:
        yield CHECK, "it does not state the parts of its team"
        return
    to_others = sum(worker for worker, _fee in team[1:])
    for account, amount in (
        (FEES, -due),
        (OWED_FEES, due + to_others if cash else 0),
        (HELD, 0 if cash else price),
        (PAYABLE, -to_others if cash else due - price),
    ):
        if sums.get(account, 0) != amount:
            yield CHECK, (
                f"on {price} paid by {method} the posting to {account} is {sums.get(account, 0)}, but must be {amount}"
            )
    if sums.get(WORKED, 0) < 0 or sums.get(WORKED, 0) != -sums.get(CONTRIBUTED, 0):
        yield CHECK, "its minutes do not match"
    if len(team) > 1:
        yield from _shared(entry, team[1:] if cash else team, team)


def _team(entry: Entry, price: int, due: int) -> list[tuple[int, int]] | None:
    """(cents, fee) of each worker by the parts that the entry states, the lead first; None when they are no parts."""
    stated = entry.facts.get("parts", "1").split(":")
    if not all(part.isdecimal() and part.isascii() and 0 < len(part) < 5 and int(part) for part in stated):
        return None
    parts, order = [Fraction(int(part)) for part in stated], in_order(len(stated))
    to_each, of_each = (largest_remainder(cents, parts, order) for cents in (price - due, due))
    return list(zip(to_each, of_each, strict=True))


def _shared(entry: Entry, payable: list[tuple[int, int]], team: list[tuple[int, int]]) -> Wrong:
    """A line for each of a team: their share, their part of the fee, and the same minutes as everybody."""
    for account, wanted in ((PAYABLE, [worker for worker, _ in payable]), (FEES, [fee for _, fee in team])):
        found = sorted(-amount for code, amount, _ in entry.postings if code == account)
        if found != sorted(cents for cents in wanted if cents):
            yield CHECK, f"the parts give {wanted} on {account}, but posted is {found}"
    minutes = [-amount for code, amount, _ in entry.postings if code == CONTRIBUTED]
    if minutes and (len(minutes) != len(team) or len(set(minutes)) != 1):
        yield CHECK, f"its minutes are not the same for each of {len(team)}"


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
    terms = rules.terms(entry.rules)
    return None if terms is None else fee(price, terms.rate, terms.least)


def _in_force(entry: Entry, rules: Rules) -> Wrong:
    """Terms are those of the day of booking, which lies before the work: neither version may begin after the work was
    done, and both must have been in force at one and the same moment. Where `booked_on` is stated, on that very day."""
    terms = rules.terms(entry.rules)
    if terms is None:
        return
    if terms.begin >= terms.end:
        yield CHECK, f"{terms.cited} were never in force together"
    # The co-op's day and the day in UTC can differ by one; work done before the founding is under its first rules.
    if terms.begin[:10] > rules.day_after(entry.effective_on) and not terms.are_first:
        yield CHECK, f"{terms.cited} came into force on {terms.begin[:10]}, after the work was done"
    booked_on = entry.facts.get("booked_on")
    if booked_on is not None:
        yield from _on_that_day(booked_on, terms, rules)


def _on_that_day(booked_on: str, terms: Terms, rules: Rules) -> Wrong:
    try:
        first, last = rules.day_before(booked_on), rules.day_after(booked_on)
    except ValueError:
        yield CHECK, f"booked_on cannot be {booked_on!r}"
        return
    if terms.begin[:10] > last and not terms.are_first:
        yield CHECK, f"booked on {booked_on}, before {terms.cited} were in force"
    if terms.end[:10] < first:
        yield CHECK, f"booked on {booked_on}, when {terms.cited} were no longer in force"


CHECKS: dict[str, Callable[[Entry, Sums, Rules, dict[str, int]], Wrong]] = {
    "booking-completed": _completed,
    "cancellation": _cancelled,
    "tip": _tipped,
}
"""Kind -> what yields `(check, detail)` of everything wrong with such an entry, and counts what was checked."""
