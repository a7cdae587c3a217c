"""The people of the demo: members, an applicant, clients, and the neighbourhoods they live in."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

from coop.demo.content.reading import read, unwrapped

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Shift:
    """A stretch of a weekday (0 is Monday) in minutes of the local day."""

    weekday: int
    start_minute: int
    end_minute: int


@dataclass(frozen=True)
class Member:
    """A worker. `joined` is days after the founding; for an applicant, None."""

    key: str
    name: str
    about: str
    hours: tuple[Shift, ...]
    joined: int | None
    statement: str = ""
    steward: bool = False
    public: bool = False
    applied_days_ago: int = 0


@dataclass(frozen=True)
class Client:
    """Somebody who books. `area` is a key of places.toml."""

    name: str
    area: str


@dataclass(frozen=True)
class Cast:
    """Everybody."""

    members: tuple[Member, ...]
    applicants: tuple[Member, ...]
    clients: tuple[Client, ...]


@dataclass(frozen=True)
class Area:
    """A neighbourhood: label, point (WGS 84 degrees) and streets of made-up addresses."""

    label: str
    latitude: float
    longitude: float
    streets: tuple[str, ...]


@cache
def people() -> Cast:
    """The cast, as people.toml has it."""
    written = read("people.toml")
    return Cast(
        members=tuple(_member(row) for row in written["member"]),
        applicants=tuple(_member(row) for row in written["applicant"]),
        clients=tuple(Client(**row) for row in written["client"]),
    )


@cache
def areas() -> dict[str, Area]:
    """The neighbourhoods by key."""
    return {
        key: Area(row["label"], row["at"][0], row["at"][1], tuple(row["streets"]))
        for key, row in read("places.toml")["areas"].items()
    }


def address_of(name: str) -> str:
    """The e-mail address of a person of the demo; example.org belongs to nobody (RFC 2606)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return f"{'.'.join(plain.lower().split())}@example.org"


def _member(row: dict[str, Any]) -> Member:
    statement = unwrapped(row.get("statement", ""))
    return Member(**{"joined": None, **row, "hours": tuple(shifts(row["hours"])), "statement": statement})


def shifts(written: str) -> list[Shift]:
    """The stretches of "mon-fri 08:00-12:00, sat 09:00-13:00"; days may be named one by one."""
    found = []
    for part in written.split(","):
        *days, times = part.split()
        start, end = (int(clock[:2]) * 60 + int(clock[3:]) for clock in times.split("-"))
        for day in days:
            first, _, last = day.partition("-")
            for weekday in range(_DAYS.index(first), _DAYS.index(last or first) + 1):
                found.append(Shift(weekday, start, end))
    return found
