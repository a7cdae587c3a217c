"""What a rehearsal came to: every figure of its page, as plain values that two databases must agree on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from coop.market.imports.actions import Brought


@dataclass(frozen=True)
class Month:
    """A period, closed or running; `fees` and `expenses` positive."""

    opens_on: dt.date
    closes_on: dt.date | None
    bookings: int
    fee_cents: int
    expense_cents: int

    @property
    def surplus_cents(self) -> int:
        return self.fee_cents - self.expense_cents


@dataclass(frozen=True)
class YesNo:
    """How the vote on the expense went."""

    reference: str
    roll: int
    quorum_needed: int
    yes: int
    no: int
    abstain: int
    passed: bool


@dataclass(frozen=True)
class Use:
    """A use of the surplus: what the floor gave, what the vote gave, exactly and in cents."""

    use: str
    floor_share: Fraction
    floor_cents: int
    voted_share: Fraction
    mean_share: Fraction
    voted_cents: int

    @property
    def cents(self) -> int:
        return self.floor_cents + self.voted_cents


@dataclass(frozen=True)
class Dividend:
    """What one driver gets: by their minutes of the month's."""

    name: str
    minutes: int
    share: Fraction
    cents: int
    cash_cents: int
    retained_cents: int


@dataclass(frozen=True)
class Figures:
    """The whole page, timings apart. `balances` are signed, debit positive, by account and commodity."""

    brought: Brought
    months: tuple[Month, ...]
    expense: YesNo
    surplus_cents: int
    floors_cents: int
    non_member_cents: int
    votable_cents: int
    ballots: int
    quorum_needed: int
    roll: int
    level: Fraction
    uses: tuple[Use, ...]
    withheld_cents: int
    dividends: tuple[Dividend, ...]
    balances: tuple[tuple[str, str, int], ...]
    held_cents: int
    owed_cents: int
