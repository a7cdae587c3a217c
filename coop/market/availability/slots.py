"""Where work can start: the ranges left free, and the clock times within them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from coop.market.availability.local_time import offset_spans
from coop.market.availability.spans import Span

StartRange = tuple[datetime, datetime]


def start_ranges(
    spans: Iterable[Span], busy: Sequence[Span], *, length: timedelta, before: timedelta, after: timedelta
) -> Iterator[StartRange]:
    """From when to when, both inclusive, work of this length can start inside a span and clear of busy ones.

    ``busy`` in order of start. ``before`` and ``after`` are kept clear around the work; they may leave the
    span.
    """
    for span in spans:
        start, last = span.starts_at, span.ends_at - length
        for taken in busy:
            if taken.ends_at + before <= start:
                continue
            clear = taken.starts_at - after - length  # the last start that is over in time, buffer included
            if clear >= last:
                break
            if clear >= start:
                yield start, clear
            start = taken.ends_at + before
        if start <= last:
            yield start, last


def on_the_grid(zone: ZoneInfo, step_minutes: int, ranges: Iterable[StartRange]) -> Iterator[datetime]:
    """The instants of inclusive ranges at which the wall clock shows a multiple of the step.

    A skipped clock time has no instant and is not there; one that comes twice is there twice.
    """
    step = timedelta(minutes=step_minutes)
    for start, last in ranges:
        for begins, finishes, offset in offset_spans(zone, start, last + timedelta.resolution):
            past = past_the_step((begins + offset).replace(tzinfo=None), step_minutes)
            instant = begins + (step - past if past else past)
            while instant < finishes:
                yield instant
                instant += step


def past_the_step(shown: datetime, step_minutes: int) -> timedelta:
    """How long ago the wall clock showed a multiple of the step, counted from midnight."""
    return (shown - datetime.combine(shown.date(), time())) % timedelta(minutes=step_minutes)
