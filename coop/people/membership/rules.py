"""Where an application, a share and a capital account stand, by the rules alone. Pure, for outsiders to read."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """What an open application waits for."""

    PROBATION = "probation"
    OBJECTIONS = "objections"
    VOTE = "vote"
    ADMISSION = "admission"


@dataclass(frozen=True)
class Progress:
    """An application against the rules in force: bookings and minutes done and asked for, and until when to object.

    `steps_left` are those of the orientation, 0 where the rule only advises it.
    """

    completed: int
    required: int
    objections: int
    objections_until: dt.datetime
    by_vote: bool
    minutes: int = 0
    minutes_required: int = 0
    steps_left: int = 0

    @property
    def is_served(self) -> bool:
        """Whether probation is behind them, whatever it is measured by."""
        return (
            self.completed >= self.required and self.minutes >= self.minutes_required and self.steps_left == 0
        )

    def stage(self, at: dt.datetime) -> Stage:
        """An objection calls the vote at once; else probation is served, then the members vote or may object.

        The days to object run from the application, so that a long probation is not followed by a second wait.
        """
        if self.objections:
            return Stage.VOTE
        if not self.is_served:
            return Stage.PROBATION
        if self.by_vote:
            return Stage.VOTE
        return Stage.ADMISSION if at >= self.objections_until else Stage.OBJECTIONS


def still_due(price_cents: int, paid_cents: int) -> int:
    """What is still to be paid in of a share; never below nothing, though the price may have fallen since."""
    return max(0, price_cents - paid_cents)


@dataclass(frozen=True)
class Instalment:
    """A part of a share, the day by which it is due, and what of it is still to be paid in."""

    due_on: dt.date
    cents: int
    left_cents: int


def instalments(price_cents: int, paid_cents: int, *, parts: int, begins_on: dt.date) -> list[Instalment]:
    """A share in equal monthly parts, the first a month after `begins_on`; what is paid in counts for the earliest."""
    each, found, left = price_cents // parts, [], paid_cents
    for number in range(1, parts + 1):
        cents = each if number < parts else price_cents - each * (parts - 1)
        taken = min(left, cents)
        left -= taken
        if cents:
            found.append(Instalment(months_after(begins_on, number), cents, cents - taken))
    return found


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last of that month where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class CapitalMove:
    """One posting to a member's capital; positive when it grew."""

    account: str
    effective_on: dt.date
    cents: int


@dataclass(frozen=True)
class CapitalFlow:
    """What an account of a member's capital held, what came in and went out, what it holds; in cents."""

    account: str
    opening_cents: int
    in_cents: int
    out_cents: int

    @property
    def closing_cents(self) -> int:
        return self.opening_cents + self.in_cents - self.out_cents


def capital_flows(moves: Iterable[CapitalMove], *, since: dt.date | None, until: dt.date | None) -> list[CapitalFlow]:
    """A statement of some days, both included, by account in the order in which they first appear."""
    sums: dict[str, list[int]] = {}
    for move in moves:
        if until is not None and move.effective_on > until:
            continue
        held = sums.setdefault(move.account, [0, 0, 0])
        if since is not None and move.effective_on < since:
            held[0] += move.cents
        else:
            held[1 if move.cents > 0 else 2] += abs(move.cents)
    return [CapitalFlow(account, *held) for account, held in sums.items()]
