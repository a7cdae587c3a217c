"""Days of leave, standing by the day, and hours asked for. Pure, in whole days and whole minutes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

DAY = dt.timedelta(days=1)


class Condition(StrEnum):
    """How a member stands on a day; of several that hold, the first counts."""

    LEFT = "left"
    SUSPENDED = "suspended"
    ON_LEAVE = "on_leave"
    GOOD = "good"


@dataclass(frozen=True)
class Span:
    """Days of a condition, both included; `until` None: with no end known."""

    condition: Condition
    since: dt.date
    until: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


def days_of(spans: Iterable[tuple[dt.date, dt.date]], *, since: dt.date, until: dt.date) -> int:
    """How many days from `since` to `until` lie in any of the spans; a day in two of them counts once."""
    taken = 0
    last = since - DAY
    for begins, ends in sorted(spans):
        first = max(begins, last + DAY)
        final = min(ends, until)
        if first <= final:
            taken += (final - first).days + 1
            last = final
    return taken


def most_in_a_year(spans: Sequence[tuple[dt.date, dt.date]]) -> int:
    """The most days of leave in any 365 days on end. Such a stretch can be taken to begin with a leave."""
    return max((days_of(spans, since=begins, until=begins + 364 * DAY) for begins, _ends in spans), default=0)


def minutes_asked(hours: int, *, window_days: int, counted_days: int) -> int:
    """The least minutes for the days of a window that count: neither before admission nor on leave. Rounded down."""
    return hours * 60 * min(max(counted_days, 0), window_days) // window_days


def history(spans: Sequence[Span], *, admitted_on: dt.date) -> list[Span]:
    """How a member stood, from admission on and as far as is known, as spans that adjoin and never overlap."""
    edges = {admitted_on}
    for span in spans:
        edges.add(span.since)
        if span.until is not None:
            edges.add(span.until + DAY)
    starts = sorted(edge for edge in edges if edge >= admitted_on)
    found: list[Span] = []
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        condition = condition_on(spans, start)
        until = following - DAY if following else None
        if found and found[-1].condition is condition:
            found[-1] = Span(condition, found[-1].since, until)
        else:
            found.append(Span(condition, start, until))
    return found


def condition_on(spans: Iterable[Span], day: dt.date) -> Condition:
    """How they stand on a day."""
    holding = {span.condition for span in spans if span.holds(day)}
    return next(condition for condition in Condition if condition in holding or condition is Condition.GOOD)
