"""What the members of the demo offer, and the categories they added."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from coop.demo.content.reading import read, unwrapped


@dataclass(frozen=True)
class Offer:
    """A listing. Prices in cents; `minutes` are the least and the most; `photo` names a picture of photos.py."""

    worker: str
    category: str
    title: str
    text: str
    price_kind: str
    price_cents: int
    minutes: tuple[int, int]
    instant: bool
    notice_hours: int
    tier: str
    place: str = "travel"
    area: str = ""
    radius_km: int = 10
    unit: str = ""
    low_cents: int | None = None
    high_cents: int | None = None
    photo: str = ""


@dataclass(frozen=True)
class NewCategory:
    """A category that the seed's tree lacks."""

    name: str
    parent: str
    drawing: str


@cache
def offers() -> tuple[Offer, ...]:
    """All listings, by file and in the order written."""
    names = sorted(entry.name for entry in (files("coop.demo.content") / "listings").iterdir())
    rows = [row for name in names if name.endswith(".toml") for row in read(f"listings/{name}")["listing"]]
    return tuple(Offer(**{**row, "minutes": tuple(row["minutes"]), "text": unwrapped(row["text"])}) for row in rows)


@cache
def categories() -> tuple[NewCategory, ...]:
    """The categories to add."""
    return tuple(NewCategory(**row) for row in read("categories.toml")["category"])
