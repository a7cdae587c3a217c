"""Which terms an election ends, and when there would be too few in office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum


class Office(StrEnum):
    """What members elect each other to."""

    STEWARD = "steward"
    COMMITTEE = "committee"


class Replaces(StrEnum):
    """Whose terms end when the elected begin."""

    ALL = "all"
    ENDED = "ended"


class How(StrEnum):
    """How a term ended."""

    REPLACED = "replaced"
    RECALLED = "recalled"
    RESIGNED = "resigned"


class TooFew(ValueError):
    """A step after which fewer would be in office than the rules ask for."""


def is_replaced(due_at: dt.datetime | None, replaces: str, *, at: dt.datetime) -> bool:
    """Whether a term ends with an election carried out at `at`; founders' terms, without an end, always do."""
    return replaces == Replaces.ALL or due_at is None or due_at <= at


def is_overdue(begins_at: dt.datetime, due_at: dt.datetime | None, *, days: int, at: dt.datetime) -> bool:
    """Whether a term is over and its holder serves until replaced."""
    return at >= over_at(begins_at, due_at, days=days)


def over_at(begins_at: dt.datetime, due_at: dt.datetime | None, *, days: int) -> dt.datetime:
    """When a term is over; founders' after the days of a term."""
    return due_at or begins_at + dt.timedelta(days=days)


def most_that_can_go(staying: int, least: int) -> int:
    """How many of those in office can go before others are elected."""
    return max(0, staying - least)


def vacancies(ended: Sequence[tuple[dt.datetime | None, str | None]], *, at: dt.datetime) -> int:
    """Of terms by one election, as (due, how they ended), how many seats stand empty before their time."""
    return sum(how in (How.RECALLED, How.RESIGNED) and due is not None and due > at for due, how in ended)
