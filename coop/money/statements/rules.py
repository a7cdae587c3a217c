"""From sums of accounts to a statement: pure.

Sums come as `code -> signed cents`, debit positive. A statement tells amounts as people say them: what an account of
its kind has more of is positive. Three things hold whatever was posted, because every entry sums to zero:

- what the co-op has = what it owes + what belongs to its members + the result not yet closed;
- opening + in - out = closing, of every fund;
- two statements of adjoining days add up to the one of all those days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from coop.ledger.chart import CHART, COLLECTIVE, LABOUR_WORKED, MEMBER_CAPITAL, Kind, kind_of, normal_sign

RESULT = ("Income:", "Expenses:")
"""The accounts whose balance is the result not yet closed."""

_ORDER = {code: place for place, code in enumerate(CHART)}


class Basis(StrEnum):
    """Which day of an entry counts: that on which it took effect, or that on which it was written down."""

    EFFECTIVE = "effective"
    RECORDED = "recorded"


@dataclass(frozen=True)
class Bounds:
    """Days of entries, each bound included; None leaves that side open."""

    since: dt.date | None = None
    until: dt.date | None = None
    recorded_since: dt.date | None = None
    recorded_until: dt.date | None = None


@dataclass(frozen=True)
class Cut:
    """What a statement is of: days, which day of an entry counts, and up to which day's books are believed.

    `since` None is the beginning. `known`: only what was recorded by the end of that day.
    """

    since: dt.date | None
    until: dt.date
    basis: Basis = Basis.EFFECTIVE
    known: dt.date | None = None

    @property
    def inside(self) -> Bounds:
        """The days themselves."""
        return self._bounds(self.since, self.until)

    @property
    def before(self) -> Bounds | None:
        """All before them; None when they reach back to the beginning."""
        return None if self.since is None else self._bounds(None, self.since - dt.timedelta(days=1))

    @property
    def up_to(self) -> Bounds:
        """All to the end of their last day."""
        return self._bounds(None, self.until)

    def _bounds(self, since: dt.date | None, until: dt.date) -> Bounds:
        if self.basis is Basis.EFFECTIVE:
            return Bounds(since, until, None, self.known)
        last = until if self.known is None else min(until, self.known)
        return Bounds(None, None, since, last)


@dataclass(frozen=True)
class StatementLine:
    """An account and its amount, in its normal direction (income and expenses positive)."""

    code: str
    cents: int


@dataclass(frozen=True)
class Movement:
    """An account of the balance sheet: what it was, what the days added, what it became; debit positive."""

    code: str
    opening_cents: int
    change_cents: int

    @property
    def closing_cents(self) -> int:
        return self.opening_cents + self.change_cents


@dataclass(frozen=True)
class Flow:
    """A fund: what it held, what came in and went out, what it holds; a fund with money in it is positive."""

    code: str
    opening_cents: int
    in_cents: int
    out_cents: int

    @property
    def change_cents(self) -> int:
        return self.in_cents - self.out_cents

    @property
    def closing_cents(self) -> int:
        return self.opening_cents + self.change_cents


@dataclass(frozen=True)
class Read:
    """What was read of the books: sums before the days and of them, of closing entries, and the funds' two sides."""

    opening: Mapping[str, int] = field(default_factory=dict)
    change: Mapping[str, int] = field(default_factory=dict)
    closed: Mapping[str, int] = field(default_factory=dict)
    debits: Mapping[str, int] = field(default_factory=dict)
    credits: Mapping[str, int] = field(default_factory=dict)
    minutes: int = 0


@dataclass(frozen=True)
class Statement:
    """Income and expenses with closing entries left out, the balance sheet after them, and the funds' movements."""

    income: tuple[StatementLine, ...]
    expenses: tuple[StatementLine, ...]
    movements: tuple[Movement, ...]
    result: Flow
    """Income less expenses not yet closed; `in_cents` is the result of these days, `out_cents` what was closed."""
    funds: tuple[Flow, ...]
    capital: tuple[Flow, ...]
    minutes: int

    @property
    def income_cents(self) -> int:
        return sum(line.cents for line in self.income)

    @property
    def expense_cents(self) -> int:
        return sum(line.cents for line in self.expenses)

    @property
    def surplus_cents(self) -> int:
        return self.income_cents - self.expense_cents

    def standing(self, kind: Kind) -> tuple[StatementLine, ...]:
        """The balance sheet's accounts of a kind with what they hold at the end."""
        sign = normal_sign(kind)
        return tuple(
            StatementLine(moved.code, sign * moved.closing_cents)
            for moved in self.movements
            if kind_of(moved.code) is kind and moved.closing_cents
        )

    @property
    def assets_cents(self) -> int:
        return sum(line.cents for line in self.standing(Kind.ASSET))

    @property
    def liabilities_cents(self) -> int:
        return sum(line.cents for line in self.standing(Kind.LIABILITY))

    @property
    def equity_cents(self) -> int:
        """Without the result not yet closed."""
        return sum(line.cents for line in self.standing(Kind.EQUITY))

    @property
    def claims_cents(self) -> int:
        """What others and the members have a claim on: equal to the assets."""
        return self.liabilities_cents + self.equity_cents + self.result.closing_cents

    @property
    def off_by_cents(self) -> int:
        """Zero, or the books are broken."""
        return self.assets_cents - self.claims_cents


def statement(read: Read) -> Statement:
    """The statement that these sums make."""
    result = {code: cents - read.closed.get(code, 0) for code, cents in read.change.items() if is_result(code)}
    codes = in_order({*read.opening, *read.change})
    return Statement(
        income=_lines(result, Kind.INCOME),
        expenses=_lines(result, Kind.EXPENSE),
        movements=tuple(
            Movement(code, read.opening.get(code, 0), read.change.get(code, 0))
            for code in codes
            if not is_result(code) and (read.opening.get(code) or read.change.get(code))
        ),
        result=Flow(
            "",
            -sum(cents for code, cents in read.opening.items() if is_result(code)),
            -sum(result.values()),
            sum(cents for code, cents in read.closed.items() if is_result(code)),
        ),
        funds=_flows(read, COLLECTIVE),
        capital=_flows(read, MEMBER_CAPITAL),
        minutes=read.minutes,
    )


def together(flows: Sequence[Flow]) -> Flow:
    """The sum of some funds: what one gave another counts on both sides."""
    return Flow(
        "",
        sum(flow.opening_cents for flow in flows),
        sum(flow.in_cents for flow in flows),
        sum(flow.out_cents for flow in flows),
    )


def is_result(code: str) -> bool:
    """Whether an account is of income or expenses."""
    return code.startswith(RESULT)


def in_order(codes: set[str]) -> list[str]:
    """Codes in the order of the chart."""
    return sorted(codes, key=lambda code: (_ORDER.get(code, len(_ORDER)), code))


def worked(change: Mapping[str, int]) -> int:
    """Minutes worked, of sums in minutes."""
    return change.get(LABOUR_WORKED, 0)


def _lines(result: Mapping[str, int], kind: Kind) -> tuple[StatementLine, ...]:
    sign = normal_sign(kind)
    return tuple(
        StatementLine(code, sign * result[code])
        for code in in_order(set(result))
        if kind_of(code) is kind and result[code]
    )


def _flows(read: Read, codes: Sequence[str]) -> tuple[Flow, ...]:
    flows = (
        Flow(code, -read.opening.get(code, 0), read.credits.get(code, 0), read.debits.get(code, 0)) for code in codes
    )
    return tuple(flow for flow in flows if flow.opening_cents or flow.in_cents or flow.out_cents)
