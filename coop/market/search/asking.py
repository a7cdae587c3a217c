"""What somebody searches for, read from the address of the page; what cannot be read is said, not guessed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from coop.market.geography import Place

USUAL_KM, MOST_KM = 10, 50
PLACE_KINDS = ("travel", "worker", "remote")
FIELDS = ("q", "category", "place", "lat", "lon", "km", "date", "max", "kind")
_LONGEST = 200


@dataclass(frozen=True)
class Asking:
    """A search as typed (`raw`) and as understood. `problems`: names of fields that could not be read."""

    raw: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    category: str = ""
    place: str = ""
    point: Place | None = None
    km: int = USUAL_KM
    day: dt.date | None = None
    most_cents: int | None = None
    kind: str = ""
    problems: tuple[str, ...] = ()

    def address(self, **changed: str) -> str:
        """The address of this search with some fields changed; empty ones are left out."""
        given = {name: value for name, value in (dict(self.raw) | changed).items() if value}
        return "/services" + (f"?{urlencode(given)}" if given else "")

    @property
    def is_narrow(self) -> bool:
        """Whether anything was asked for at all."""
        return bool(self.raw)


def read(args: Mapping[str, str]) -> Asking:
    """The search of a page's arguments."""
    raw = {name: args.get(name, "").strip()[:_LONGEST] for name in FIELDS}
    raw = {name: value for name, value in raw.items() if value}
    problems: list[str] = []
    point = None
    if "lat" in raw or "lon" in raw:
        try:
            point = Place(_degrees(raw.get("lat", "")), _degrees(raw.get("lon", "")))
        except ValueError:
            problems.append("lat")
    day = most_cents = None
    km = USUAL_KM
    if "date" in raw:
        try:
            day = dt.date.fromisoformat(raw["date"])
        except ValueError:
            problems.append("date")
    if "max" in raw:
        try:
            most_cents = _cents(raw["max"])
        except ValueError:
            problems.append("max")
    if "km" in raw:
        km = min(max(int(raw["km"]), 1), MOST_KM) if raw["km"].isascii() and raw["km"].isdigit() else USUAL_KM
    kind = raw.get("kind", "")
    return Asking(
        raw=raw,
        words=raw.get("q", ""),
        category=raw.get("category", ""),
        place=raw.get("place", ""),
        point=point,
        km=km,
        day=day,
        most_cents=most_cents,
        kind=kind if kind in PLACE_KINDS else "",
        problems=tuple(problems),
    )


def _degrees(written: str) -> float:
    return float(written.replace(",", ".").replace("−", "-"))


def _cents(written: str) -> int:
    whole, dot, part = written.replace(",", ".").partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= 7 and len(part) <= 2):
        raise ValueError(written)
    if dot and not (part.isascii() and part.isdigit()):
        raise ValueError(written)
    return int(whole) * 100 + int(part.ljust(2, "0") or 0)
