"""What a result's card says, made ready so that the template only prints it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from flask_babel import gettext as _

from coop.market.categories.queries import Tree
from coop.market.listings.words import place_said, price_said
from coop.market.ranking.words import exactly, signal_name
from coop.market.search.queries import Result
from coop.web import filters


@dataclass(frozen=True)
class Card:
    """A result in words. `parts`: (name, weight, signal, product), whose products sum to `total` exactly."""

    url: str
    picture: str
    title: str
    by: str
    where: str
    price: str
    next_free: str
    parts: list[tuple[str, str, str, str]]
    total: str


def card(result: Result, tree: Tree) -> Card:
    """The card of a result."""
    row = result.row
    since = row.admitted_at
    by = (
        row.display_name
        if since is None
        else _("%(name)s, member since %(year)s", name=row.display_name, year=since.year)
    )
    return Card(
        url=f"/listings/{row.reference}",
        picture=picture_url(row.picture, row.reference, row.category_id, tree),
        title=row.title,
        by=str(by),
        where=_where(result),
        price=price_said(row),
        next_free=_when(result.next_free.starts_at, row.timezone) if result.next_free else "",
        parts=[
            (
                signal_name(part.name),
                exactly(part.weight),
                exactly(Fraction(part.signal, 10**6)),
                exactly(product),
            )
            for part, (_name, product) in zip(result.score.parts, result.score, strict=True)
            if part.points
        ],
        total=exactly(result.score.value),
    )


def picture_url(digest: str | None, reference: str, category_id: int, tree: Tree, width: int = 480) -> str:
    """The address of a listing's first photo, or of the drawing of its category."""
    if digest:
        return f"/pictures/{digest}-{width}.webp"
    kind = tree.by_id.get(category_id)
    return f"/pictures/drawn/{kind.drawing if kind else 'default'}/{reference}.svg"


def _where(result: Result) -> str:
    said = place_said(result.row.place_kind, result.row.place_label)
    metres = result.scored.metres
    if metres is None or result.row.place_kind == "remote":
        return said
    return str(_("%(place)s, %(km)s km away", place=said, km=f"{metres // 1000}.{metres % 1000 // 100}"))


def _when(starts_at: dt.datetime, zone: str) -> str:
    local = starts_at.astimezone(ZoneInfo(zone))
    day = format_skeleton("MMMEd", local, locale=filters.locale())
    return f"{day}, {filters.clock_time(starts_at, zone)}"
