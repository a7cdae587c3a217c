"""An entry as arithmetic: balanced per commodity, immutable, with its business reference."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field, replace

from coop.ledger.chart import CHART, MINUTES


class Unbalanced(ValueError):
    """The postings of an entry do not sum to zero."""


class Malformed(ValueError):
    """An entry that the books cannot hold: an unknown account, a zero amount, fewer than two lines."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One line: signed minor units of a commodity on an account, debit positive; optionally whose."""

    account: str
    amount: int
    commodity: str
    party_id: int | None = None

    def __post_init__(self) -> None:
        spec = CHART.get(self.account)
        if spec is None:
            raise Malformed(f"no account {self.account!r} in the chart")
        if self.amount == 0 or type(self.amount) is not int:
            raise Malformed(f"{self.account}: {self.amount!r} is not a non-zero integer")
        if spec.in_minutes != (self.commodity == MINUTES):
            raise Malformed(f"{self.account} does not hold {self.commodity}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A balanced, immutable movement of money.

    `reference` is a business fact (`booking:K7Q2:completed`): posting it twice is harmless. `effective_on`
    is the co-op's local day of the fact, which may lie before the day it is recorded. `facts` are public
    figures that the postings alone do not show and a stranger needs to recompute them (`{"price_cents":
    8400}` of a job paid in cash): numbers and fixed words, never anything about a person.
    """

    reference: str
    kind: str
    effective_on: dt.date
    postings: tuple[Posting, ...]
    rule_ids: tuple[int, ...] = ()
    decision_id: int | None = None
    reverses: int | None = None
    memo: str = ""
    details: dict[str, str] = field(default_factory=dict)
    facts: dict[str, int | str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.postings) < 2:
            raise Malformed(f"{self.reference} has fewer than two lines")
        for commodity, off_by in totals(self.postings).items():
            if off_by != 0:
                raise Unbalanced(f"{self.reference} is off by {off_by} {commodity}")


def totals(postings: tuple[Posting, ...]) -> dict[str, int]:
    """Sum of amounts per commodity."""
    sums: dict[str, int] = defaultdict(int)
    for posting in postings:
        sums[posting.commodity] += posting.amount
    return dict(sums)


def lines(*candidates: tuple[str, int, str] | tuple[str, int, str, int | None]) -> tuple[Posting, ...]:
    """Postings from `(account, amount, commodity[, party_id])`, leaving out those of amount zero.

    A fee of nothing is no posting: the database refuses zero lines, and callers should not have to branch.
    """
    return tuple(Posting(*candidate) for candidate in candidates if candidate[1] != 0)


def reversal(entry: Entry, *, entry_id: int, effective_on: dt.date, memo: str) -> Entry:
    """The entry that undoes `entry` (stored under `entry_id`), line by line."""
    return replace(
        entry,
        reference=f"{entry.reference}:reversed",
        kind="reversal",
        effective_on=effective_on,
        postings=tuple(replace(posting, amount=-posting.amount) for posting in entry.postings),
        reverses=entry_id,
        memo=memo,
        details={},
        facts={},
    )
