"""The figures of a preview: what something is, and what it would have been. Exact, and nothing is read here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from coop.governance.distribution.frozen import FrozenSurplus
from coop.governance.patronage.rules import Dividend, Work, dividends
from coop.governance.patronage.terms import Terms
from coop.ledger.arithmetic import half_up
from coop.money.split.rules import fee_cents

CENTS, COUNT = "cents", "count"


@dataclass(frozen=True)
class Figure:
    """One line of a preview. `before` is None for what does not exist yet; `for_members`: visitors do not read it.

    `unit` is CENTS or COUNT; `key` is put into words by `governance.previews.words`.
    """

    key: str
    before: int | None
    after: int
    unit: str = CENTS
    for_members: bool = False

    @property
    def change(self) -> int | None:
        """What it grows by, negative for what it falls by."""
        return None if self.before is None else self.after - self.before

    def written(self) -> dict[str, Any]:
        """As it is kept when the vote opens."""
        return {"key": self.key, "before": self.before, "after": self.after, "unit": self.unit,
                "for_members": self.for_members}  # fmt: skip


@dataclass(frozen=True)
class Preview:
    """All figures of a proposal and what they rest on.

    `basis`: "closed", the last closed period, from `opens_on` to `closes_on`; "running", the days since the books
    began, where none is closed; "today", what the books hold now, without days. Days are ISO texts.
    """

    basis: str
    figures: tuple[Figure, ...]
    opens_on: str = ""
    closes_on: str = ""

    def written(self) -> dict[str, Any]:
        """As it is kept when the vote opens: the members vote on these figures."""
        return {"basis": self.basis, "opens_on": self.opens_on, "closes_on": self.closes_on,
                "figures": [figure.written() for figure in self.figures]}  # fmt: skip


def read(kept: Mapping[str, Any]) -> Preview:
    """What `Preview.written` wrote."""
    figures = tuple(Figure(**figure) for figure in kept["figures"])
    return Preview(kept["basis"], figures, kept["opens_on"], kept["closes_on"])


@dataclass(frozen=True)
class Job:
    """What a fee was taken on, and how much."""

    price_cents: int
    fee_cents: int


def fees(
    jobs: Iterable[Job], *, rate: Fraction, minimum_cents: int, surplus_cents: int, members: int
) -> tuple[Figure, ...]:
    """Had this fee applied to these jobs: the fees, what is left to the workers, the surplus, and its part for each."""
    listed = list(jobs)
    charged = sum(job.fee_cents for job in listed)
    would = sum(fee_cents(job.price_cents, rate, minimum_cents) for job in listed)
    prices = sum(job.price_cents for job in listed)
    surplus = surplus_cents + would - charged
    return (
        Figure("jobs", len(listed), len(listed), COUNT),
        Figure("fees", charged, would),
        Figure("workers", prices - charged, prices - would),
        Figure("surplus", surplus_cents, surplus),
        *([Figure("surplus_each", each(surplus_cents, members), each(surplus, members))] if members else []),
    )


def each(cents: int, people: int) -> int:
    """The mean part of each, to the nearest cent."""
    return half_up(Fraction(cents, people))


def floors(now: FrozenSurplus, then: FrozenSurplus) -> tuple[Figure, ...]:
    """What the rules would have given of a surplus before the vote, by use, and what they would have left to it."""
    before, after = now.split(None), then.split(None)
    firm_before, firm_after = _firm(now), _firm(then)
    uses = dict.fromkeys([*firm_before, *firm_after])
    return (
        Figure("surplus", now.surplus_cents, then.surplus_cents),
        *(Figure(f"floor:{use}", firm_before.get(use, 0), firm_after.get(use, 0)) for use in uses),
        Figure("votable", before.votable_cents, after.votable_cents),
    )


def _firm(surplus: FrozenSurplus) -> dict[str, int]:
    totals: dict[str, int] = {}
    for line in surplus.split(None).lines:
        if line.basis.value != "carried":
            totals[line.use] = totals.get(line.use, 0) + line.cents
    return totals


def largest_pool(surplus: FrozenSurplus) -> int:
    """The most that dividends can come to: their floor, and all that is voted on."""
    return _firm(surplus).get("dividends", 0) + surplus.split(None).votable_cents


def dividend_figures(pool_cents: int, members: Sequence[Work], now: Terms, then: Terms) -> tuple[Figure, ...]:
    """One pool by two sets of terms: the smallest, middle and largest dividend, in cash and kept."""
    if not members:
        return ()
    before, after = _each(pool_cents, members, now), _each(pool_cents, members, then)
    return (
        Figure("pool", pool_cents, pool_cents),
        Figure("dividends_cash", sum(one.cash_cents for one in before), sum(one.cash_cents for one in after)),
        Figure("dividends_kept", sum(one.retained_cents for one in before), sum(one.retained_cents for one in after)),
        *(
            Figure(f"dividend:{name}", pick(before), pick(after), for_members=True)
            for name, pick in (("smallest", _smallest), ("middle", _middle), ("largest", _largest))
        ),
    )


def own_dividend(pool_cents: int, members: Sequence[Work], now: Terms, then: Terms, *, token: str) -> Figure | None:
    """The dividend of one of them by both; None for who is not among them."""
    if all(member.token != token for member in members):
        return None
    sides = (_each(pool_cents, members, terms) for terms in (now, then))
    before, after = (next(one.cents for one in side if one.token == token) for side in sides)
    return Figure("own_dividend", before, after, for_members=True)


def _each(pool_cents: int, members: Sequence[Work], terms: Terms) -> tuple[Dividend, ...]:
    # The reference only breaks ties, and there is none yet.
    return dividends(pool_cents, members, terms, reference="preview").each


def _smallest(each: Sequence[Dividend]) -> int:
    return min(one.cents for one in each)


def _largest(each: Sequence[Dividend]) -> int:
    return max(one.cents for one in each)


def _middle(each: Sequence[Dividend]) -> int:
    """Of an even number the lower of the two in the middle: a dividend that somebody gets."""
    return sorted(one.cents for one in each)[(len(each) - 1) // 2]


def share_price(paid_cents: Sequence[int], *, now_cents: int, then_cents: int) -> tuple[Figure, ...]:
    """What members have paid in on their shares, against two prices: what is still due, and from how many."""
    due_now = [max(0, now_cents - paid) for paid in paid_cents]
    due_then = [max(0, then_cents - paid) for paid in paid_cents]
    return (
        Figure("share_price", now_cents, then_cents),
        Figure("shares_paid", sum(paid_cents), sum(paid_cents)),
        Figure("shares_due", sum(due_now), sum(due_then)),
        Figure("members_owing", sum(due > 0 for due in due_now), sum(due > 0 for due in due_then), COUNT),
    )
