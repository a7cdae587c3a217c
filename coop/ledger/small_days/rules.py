"""Which entries are inner, and which whole days are summed together: pure."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

RULE = "ledger.small_days"
SUMMARY = "small-days"
"""The kind of a summary entry."""

INNER_KINDS = frozenset({
    "booking-paid",
    "booking-completed",
    "tip",
    "cancellation",
    "refund",
    "payout",
    "payout-returned",
    "netting",
    "fees-paid",
    "share",
    "redemption",
    "dispute",
    "processor",
})  # fmt: skip
"""Each such entry is one person's: what a client paid, a worker earned or was paid, a member put in or took out; and
what a card processor moves on, which on a day of one booking is that booking's."""

REVERSAL = "reversal"

OPEN_KINDS: dict[str, str] = {
    "clearing": "what many imported bookings left in the clearing account together",
    "expense": "what the co-op itself spent: its members decide it and must see it",
    "commitment": "what a fund promised to a public purpose by a vote or a steward, and what came back of it",
    "donation": "a gift to the fund, published as such to whoever gives",
    "grant": "money of an institution, for a published purpose",
    "write-off": "decided by a public vote that names the amount",
    "period-close": "sums of a whole period",
    "reserve": "decided by a public vote",
    "patronage": "decided by a public vote; each part stands on the sheet under a pseudonym of that vote alone",
    REVERSAL: "goes with the entry it undoes: inner if that is inner",
    SUMMARY: "what is published instead of inner entries",
}
"""Every other kind, and why it is published one by one."""

CLOSING_DAYS = 62
"""For so long after a month's end it may still be closed as a period of its own: until then no group spans it."""


class NotGroupable(ValueError):
    """These days cannot be closed by themselves. `args[0]`: `spanned`, days on both sides are summed together;
    `small`, the last days would be summed for fewer bookings than the rule asks."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An inner entry that is not summed yet."""

    id: int
    day: dt.date
    booking: str | None
    """The booking's reference; None for what concerns no single booking, as a payout."""


@dataclass(frozen=True, slots=True)
class Group:
    """Whole days summed together: every entry of them that waited."""

    entries: tuple[Waiting, ...]

    @property
    def first_on(self) -> dt.date:
        return min(entry.day for entry in self.entries)

    @property
    def last_on(self) -> dt.date:
        return max(entry.day for entry in self.entries)

    @property
    def bookings(self) -> int:
        """How many different bookings it covers."""
        return bookings(self.entries)


def bookings(entries: Iterable[Waiting]) -> int:
    """How many different bookings some entries are of."""
    return len({entry.booking for entry in entries if entry.booking is not None})


def booking_of(reference: str) -> str | None:
    """`booking:<reference>:...` -> the booking's reference; None for a reference to anything else."""
    first, _, rest = reference.partition(":")
    return rest.partition(":")[0] if first == "booking" and rest else None


def forerunners(reference: str) -> tuple[str, ...]:
    """References of entries that an entry carries on: where one of them is inner, so is it, or the sums would not add
    up for whoever reads the rest."""
    words = reference.split(":")
    found = [":".join(words[:count]) for count in range(3, len(words))]
    if words[0] == "booking" and len(words) > 2:
        found += [f"booking:{words[1]}:{fact}" for fact in ("paid", "completed", "cancelled")]
    return tuple(dict.fromkeys(one for one in found if one != reference))


def due(waiting: Sequence[Waiting], least: int, *, yesterday: dt.date) -> list[Group]:
    """The groups that can be published now, oldest first: each of whole days that are over and of `least` bookings or
    more.

    A full group is kept back of every stretch that may yet be closed by itself: of all days up to now, and of those up
    to the end of each month that is over by no more than `CLOSING_DAYS`. No group reaches over such an end. So what is
    left at a close is never too small to be summed by itself.
    """
    left = _by_day(entry for entry in waiting if entry.day <= yesterday)
    ends = _month_ends(left[0][0].day, yesterday) if left else []
    groups = []
    while group := _next_due(left, least, [*ends, yesterday]):
        groups.append(group)
        left = [of_day for of_day in left if of_day[0].day > group.last_on]
    return groups


def closing(
    waiting: Sequence[Waiting], least: int, *, closes_on: dt.date, is_first: bool, spanned_to: dt.date | None = None
) -> list[Group]:
    """The groups that are left when days up to `closes_on` are closed: all that waits, what is over with the last.

    `is_first`: nothing was summed yet since the last close; only then may a group be small, for there is no more.
    `spanned_to`: the last day of any published group that begins by `closes_on`. Raises NotGroupable.
    """
    if spanned_to is not None and spanned_to > closes_on:
        raise NotGroupable("spanned")
    days = _by_day(entry for entry in waiting if entry.day <= closes_on)
    groups, open_ = [], []
    for of_day in days:
        open_ += of_day
        if bookings(open_) >= max(least, 1):
            groups.append(Group(tuple(open_)))
            open_ = []
    if open_ and groups:
        groups[-1] = Group((*groups[-1].entries, *open_))
    elif open_:
        if not is_first:
            raise NotGroupable("small")
        groups = [Group(tuple(open_))]
    return groups


def _by_day(waiting: Iterable[Waiting]) -> list[list[Waiting]]:
    """Entries of each day, by day and number."""
    days: dict[dt.date, list[Waiting]] = {}
    for entry in sorted(waiting, key=lambda one: (one.day, one.id)):
        days.setdefault(entry.day, []).append(entry)
    return list(days.values())


def _month_ends(since: dt.date, yesterday: dt.date) -> list[dt.date]:
    """Ends of months from `since` on that are over by no more than CLOSING_DAYS."""
    found = []
    day = max(since, yesterday - dt.timedelta(days=CLOSING_DAYS))
    while (end := day.replace(day=calendar.monthrange(day.year, day.month)[1])) <= yesterday:
        found.append(end)
        day = end + dt.timedelta(days=1)
    return found


def _next_due(days: list[list[Waiting]], least: int, closes: list[dt.date]) -> Group | None:
    """The shortest run of first days that is a full group and leaves a full one before every possible close."""
    taken: list[Waiting] = []
    for place, of_day in enumerate(days):
        taken += of_day
        first, last = taken[0].day, of_day[0].day
        if any(first <= close < last for close in closes):
            return None
        if bookings(taken) < max(least, 1):
            continue
        rest = [entry for later in days[place + 1 :] for entry in later]
        if all(
            bookings(entry for entry in rest if entry.day <= close) >= max(least, 1)
            for close in closes
            if close >= last
        ):
            return Group(tuple(taken))
    return None
