"""What a year came to: every figure of its page, as plain values that two databases must agree on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from coop.commons.rehearsal.figures import Dividend, YesNo


@dataclass(frozen=True)
class Quarter:
    """A closed quarter and what became of its surplus; `uses` are cents by use, floors and votes together."""

    opens_on: dt.date
    closes_on: dt.date
    trips: int
    fee_rate: Fraction
    fee_cents: int
    surplus_cents: int
    non_member_cents: int
    ballots: int
    roll: int
    uses: tuple[tuple[str, int], ...]
    dividends: tuple[Dividend, ...]

    @property
    def dividend_cents(self) -> int:
        return sum(each.cents for each in self.dividends)

    @property
    def cash_cents(self) -> int:
        return sum(each.cash_cents for each in self.dividends)


@dataclass(frozen=True)
class Election:
    """Who stood and who was elected, in the order of the count; who were stewards before and are now, by name."""

    method: str
    ballots: int
    stood: tuple[str, ...]
    elected: tuple[str, ...]
    before: tuple[str, ...]
    now: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """A case from complaint to ending. The days are the co-op's."""

    filed_on: dt.date
    drawn_on: dt.date
    panel: int
    pool: int
    excluded: int
    decided_on: dt.date
    measure: str
    appealed_on: dt.date
    appeal: YesNo
    ended_on: dt.date
    overturned: bool
    is_member: bool
    """Whether the one complained about is a member still."""


@dataclass(frozen=True)
class Round:
    """What a round of projects gave away at most, and what became of each: title, promised, spent, returned."""

    budget_cents: int
    ballots: int
    stood: int
    funded: tuple[tuple[str, int, int, int], ...]


@dataclass(frozen=True)
class Leaving:
    """A member who left: the share paid back, and what stays theirs until it comes due."""

    name: str
    left_on: dt.date
    share_cents: int
    redeem_by: dt.date
    paid_on: dt.date
    retained_cents: int


@dataclass(frozen=True)
class Year:
    """The whole page, timings apart. `balances` are signed, debit positive, by account and commodity."""

    quarters: tuple[Quarter, ...]
    fee: YesNo
    election: Election
    case: Case
    projects: Round
    leaving: Leaving
    came_due: int
    came_due_cents: int
    balances: tuple[tuple[str, str, int], ...]
    held_cents: int
    owed_cents: int
