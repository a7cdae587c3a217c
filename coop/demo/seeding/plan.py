"""Which bookings there were and how each ended; who, where and when exactly is found when it is made."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from coop.demo.seeding.calendar import DAY, Calendar

FIRST_WORK_AFTER_DAYS = 9

FIRST_CLIENT = "Elena Marchetti"
"""Whom the printed login of a client signs in."""


class Ending(StrEnum):
    """What became of a booking."""

    COMPLETED = "completed"
    CANCELLED = "cancelled by the client"
    WAIVED = "cancelled by the client, the charge waived"
    CANCELLED_BY_WORKER = "cancelled by the worker"
    DECLINED = "declined"
    EXPIRED = "never answered"
    NO_SHOW = "nobody came"
    CONTESTED = "a no-show that is contested"
    UPCOMING = "still to come"
    REQUESTED = "waiting for the worker's answer"


@dataclass(frozen=True)
class Planned:
    """A booking to be: work on about `day`, booked `lead` days before. Empty choices mean anything."""

    day: dt.date
    lead: int
    ending: Ending
    tiers: tuple[str, ...] = ()
    hours_before: tuple[int, int] = (0, 0)
    """Cancelled so many hours before the start, from and to."""
    by_request: bool = False
    client: str = ""
    worker: str = ""
    held_money: bool = False
    """Paid by transfer, so that there is something to keep or to give back."""


@dataclass(frozen=True)
class _Kind:
    """So many bookings that end alike, `day` being any past one unless `ahead` says how far."""

    count: int
    ending: Ending
    tiers: tuple[str, ...] = ()
    hours_before: tuple[int, int] = (0, 0)
    lead: tuple[int, int] = (1, 9)
    by_request: bool = False
    held_money: bool = False


# Three hundred in all, with the four of `_named`. Each cancellation tier is cancelled early and late.
_PAST = (
    _Kind(232, Ending.COMPLETED),
    _Kind(7, Ending.CANCELLED, ("flexible",), (30, 60), lead=(4, 9), held_money=True),
    _Kind(6, Ending.CANCELLED, ("flexible",), (3, 20), lead=(3, 9), held_money=True),
    _Kind(3, Ending.CANCELLED, ("moderate",), (30, 70), lead=(5, 12), held_money=True),
    _Kind(4, Ending.CANCELLED, ("moderate",), (3, 20), lead=(4, 9), held_money=True),
    _Kind(1, Ending.CANCELLED, ("strict",), (125, 150), lead=(10, 14), held_money=True),
    _Kind(2, Ending.CANCELLED, ("strict",), (20, 90), lead=(8, 12), held_money=True),
    _Kind(2, Ending.WAIVED, ("flexible", "moderate"), (3, 20), lead=(4, 9), held_money=True),
    _Kind(4, Ending.CANCELLED_BY_WORKER, (), (5, 40), lead=(4, 9), held_money=True),
    _Kind(9, Ending.DECLINED, by_request=True, lead=(3, 9)),
    _Kind(2, Ending.EXPIRED, by_request=True, lead=(4, 9)),
    _Kind(3, Ending.NO_SHOW, lead=(3, 9), held_money=True),
)

_UPCOMING = 15
_REQUESTED = 6


def bookings(calendar: Calendar, dice: random.Random) -> Iterator[Planned]:
    """All of them, in no order."""
    for kind in _PAST:
        for _ in range(kind.count):
            yield Planned(
                day=_past_day(calendar, dice), lead=dice.randint(*kind.lead), ending=kind.ending, tiers=kind.tiers,
                hours_before=kind.hours_before, by_request=kind.by_request, held_money=kind.held_money,
            )
    for _ in range(_UPCOMING):
        ahead = dice.randint(1, 12)
        yield Planned(calendar.today + ahead * DAY, ahead + dice.randint(2, 7), Ending.UPCOMING)
    for number in range(_REQUESTED):
        worker = "ines" if number == 0 else ""
        yield Planned(calendar.today + dice.randint(4, 9) * DAY, 0, Ending.REQUESTED, by_request=True, worker=worker)
    yield from _named(calendar)


def _named(calendar: Calendar) -> Iterator[Planned]:
    """What whoever signs in with the printed logins should find: work to come, a request of their own, a quarrel."""
    yield Planned(calendar.today - 4 * DAY, 6, Ending.CONTESTED, worker="amira", held_money=True)
    yield Planned(calendar.today + 2 * DAY, 5, Ending.UPCOMING, client=FIRST_CLIENT, worker="ines")
    yield Planned(calendar.today + 3 * DAY, 4, Ending.UPCOMING, client=FIRST_CLIENT, worker="amira")
    yield Planned(calendar.today + 6 * DAY, 0, Ending.REQUESTED, by_request=True, client=FIRST_CLIENT, worker="giulia")


def _past_day(calendar: Calendar, dice: random.Random) -> dt.date:
    """A day since the founding, later ones more likely: the co-op grew."""
    first = calendar.founded + FIRST_WORK_AFTER_DAYS * DAY
    span = (calendar.today - 3 * DAY - first).days
    share: float = dice.random() ** 0.75
    return first + round(span * share) * DAY
