"""A summary as an entry: exact sums of what it sums, and what a stranger needs to check the fees in it. Pure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coop.ledger import chart
from coop.ledger.entries import Entry, Posting, lines
from coop.ledger.small_days.rules import REVERSAL, SUMMARY, Group

RATE, LEAST = "fee.rate", "fee.minimum_cents"
COMPLETED, CANCELLED = "booking-completed", "cancellation"

Sums = Mapping[str, int]


@dataclass(frozen=True)
class Original:
    """An inner entry that is about to be summed. `reversed`: the kind and price of what it undoes, if it does."""

    kind: str
    rules: tuple[str, ...]
    """Versions it cites, as `fee.rate#3`."""
    postings: tuple[tuple[str, str, int], ...]
    """(account, commodity, amount)."""
    price_cents: int | None = None
    undone_price_cents: int | None = None
    """The price of the completion that it undoes."""


@dataclass
class FeePart:
    """Fees taken under the same versions: of how many jobs, on which prices together, how much."""

    count: int = 0
    base_cents: int = 0
    fee_cents: int = 0


def summary(
    group: Group, originals: Sequence[Original], *, rule_ids: Iterable[int], number: int = 1
) -> Entry:
    """The entry that says what a group sums to. `number`: which summary with the same last day it is, from 1."""
    facts: dict[str, int | str] = {
        "first_on": group.first_on.isoformat(),
        "last_on": group.last_on.isoformat(),
        "bookings": group.bookings,
        "entries": len(group.entries),
        "fees": written(fee_parts(originals)),
        **{key: amount for key, amount in work(originals).items() if amount},
    }
    return Entry(
        reference=reference(group.last_on, number),
        kind=SUMMARY,
        effective_on=group.last_on,
        postings=sums(originals),
        rule_ids=tuple(sorted(set(rule_ids))),
        facts=facts,
    )


def reference(day: dt.date, number: int) -> str:
    """`small-days:<last day>`, and a number from the second such on."""
    return f"small-days:{day.isoformat()}" + (f":{number}" if number > 1 else "")


def sums(originals: Sequence[Original]) -> tuple[Posting, ...]:
    """What each account moved in all. Where nothing is left of anything, what went in and out of each: an entry has
    lines."""
    net: dict[tuple[str, str], int] = defaultdict(int)
    moved: dict[tuple[str, str], int] = defaultdict(int)
    for original in originals:
        for account, commodity, amount in original.postings:
            net[account, commodity] += amount
            moved[account, commodity] += max(amount, 0)
    order = {code: place for place, code in enumerate(chart.CHART)}
    keys = sorted(net, key=lambda key: (order[key[0]], key[1]))
    told = lines(*((account, net[account, commodity], commodity) for account, commodity in keys))
    return told or lines(
        *(
            (account, sign * moved[account, commodity], commodity)
            for account, commodity in keys
            for sign in (1, -1)
        )
    )


def fee_parts(originals: Iterable[Original]) -> dict[tuple[str, ...], FeePart]:
    """Versions of rate and minimum -> the fees under them; a fee that was undone counts below zero."""
    parts: dict[tuple[str, ...], FeePart] = defaultdict(FeePart)
    for original in originals:
        fee, base, sign = _fee_of(original)
        if not fee and not base:
            continue
        cited = tuple(sorted(rule for rule in original.rules if rule.partition("#")[0] in (RATE, LEAST)))
        part = parts[cited]
        part.count += 1
        part.base_cents += sign * base
        part.fee_cents += fee
    return dict(sorted(parts.items()))


def written(parts: Mapping[tuple[str, ...], FeePart]) -> str:
    """`fee.minimum_cents#1,fee.rate#1:3:219411:10970` for each, with spaces between: versions, jobs, prices, fees."""
    return " ".join(
        f"{','.join(cited)}:{part.count}:{part.base_cents}:{part.fee_cents}" for cited, part in parts.items()
    )


def work(originals: Iterable[Original]) -> dict[str, int]:
    """What patronage is measured by and the sums alone do not tell: fees that work earned, and what was undone."""
    earned = undone = minutes_undone = 0
    for original in originals:
        for account, _, amount in original.postings:
            if account == chart.LABOUR_CONTRIBUTED:
                minutes_undone += max(amount, 0)
            if account == chart.FEES and original.kind in (COMPLETED, REVERSAL):
                earned -= amount
                undone += max(amount, 0)
    return {"earned_cents": earned, "earned_undone_cents": undone, "minutes_undone": minutes_undone}


def _fee_of(original: Original) -> tuple[int, int, int]:
    """(fee, what it was taken on, sign) of one entry; zeros for one that takes none."""
    by_account: dict[str, int] = defaultdict(int)
    for account, _, amount in original.postings:
        by_account[account] += amount
    fee = -by_account[chart.FEES]
    if original.kind == COMPLETED:
        return fee, original.price_cents or 0, 1
    if original.kind == CANCELLED:
        return fee, fee - by_account[chart.WORKERS_PAYABLE], 1
    if original.kind == REVERSAL and (original.undone_price_cents or fee):
        base = original.undone_price_cents
        return fee, base if base is not None else by_account[chart.WORKERS_PAYABLE] - fee, -1
    return 0, 0, 1
