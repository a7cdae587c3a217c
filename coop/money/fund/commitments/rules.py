"""A fund's arithmetic: what it holds is what is free, what is reserved for open rounds, and what is promised.

    held = free + reserved + promised

A promise (a commitment) leaves the fund's account for the account beside it, is drawn on by approved receipts, and
what is left returns. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from coop.ledger import chart


class Fund(StrEnum):
    """Funds that members give a purpose; the indivisible reserve is none: nobody spends it."""

    SOLIDARITY = "solidarity"
    EDUCATION = "education"
    PROJECTS = "projects"

    @property
    def account(self) -> str:
        """What it holds and has not promised."""
        return _ACCOUNTS[self][0]

    @property
    def promised_account(self) -> str:
        """What it has promised and not yet spent."""
        return _ACCOUNTS[self][1]


_ACCOUNTS: Mapping[Fund, tuple[str, str]] = {
    Fund.SOLIDARITY: (chart.SOLIDARITY, chart.COMMITTED_SOLIDARITY),
    Fund.EDUCATION: (chart.EDUCATION, chart.COMMITTED_EDUCATION),
    Fund.PROJECTS: (chart.PROJECTS, chart.COMMITTED_PROJECTS),
}


@dataclass(frozen=True)
class FundState:
    """A fund at a moment, in cents."""

    fund: Fund
    unpromised_cents: int
    reserved_cents: int
    promised_cents: int

    @property
    def held_cents(self) -> int:
        """All of it."""
        return self.unpromised_cents + self.promised_cents

    @property
    def free_cents(self) -> int:
        """What may still be promised."""
        return self.unpromised_cents - self.reserved_cents

    def most_of_a_round(self, share: Fraction) -> int:
        """The most a round may give away by the rules' share of what is free; part cents are left in the fund."""
        return max(0, self.free_cents * share.numerator // share.denominator)


@dataclass(frozen=True)
class CommitmentState:
    """A promise: what was promised, approved, paid of that, and returned. `waiting_cents` is asked for."""

    amount_cents: int
    approved_cents: int = 0
    paid_cents: int = 0
    waiting_cents: int = 0
    returned_cents: int = 0
    is_closed: bool = False

    @property
    def left_cents(self) -> int:
        """What can still be drawn: nothing once it is closed."""
        return 0 if self.is_closed else self.amount_cents - self.approved_cents

    @property
    def is_waiting(self) -> bool:
        """Whether receipts wait for approval, which keep it from closing."""
        return self.waiting_cents > 0


WARNED = dt.timedelta(days=30)
"""How long before its last day those who carry out a project are told."""


def last_day(committed_on: dt.date, days: int) -> dt.date:
    """The last day on which receipts come in."""
    return committed_on + dt.timedelta(days=days)
