"""Which listings are compared at all: those that match, a bounded number of them.

Comparing every match by the formula would cost 35 to 60 ms among a million; so at most `BOUND` are taken.
Which ones, when more match: with a place, the nearest; else those that follow the day's starting number, so
that each listing has its days. Both rules are published on /algorithms. SQL by hand: this is the hottest
query there is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import cos, radians
from typing import Any

from sqlalchemy import Row, TextClause, bindparam, text
from sqlalchemy.orm import Session

from coop.db.types import UtcDateTime
from coop.market.geography import Place, cell_ranges
from coop.market.search.asking import MOST_KM, Asking

BOUND = 400
BOUND_PLACELESS = 100
"""With a place asked for, this many more that work remotely or have not said where they are."""

KM_A_DEGREE = 111.195
# The flat distance below is up to so much shorter than the true one within 50 km; the true one decides later.
SLACK = 1.02

RINGS_KM = (3, 6, 12, 25, MOST_KM)
MOST_CELLS = 400  # near a pole a ring crosses all of them

_COLUMNS = (
    "l.id, l.reference, l.worker_id, l.category_id, l.title_words, l.words, l.latitude, l.longitude, "
    "l.place_kind, l.radius_km, s.completed, s.reviews_signal, s.new_since, s.next_free_at"
)
_SIGNALS = "LEFT JOIN listing_signals s ON s.listing_id = l.id"
_PRICE = "(CASE WHEN l.sliding_scale THEN l.price_low_cents ELSE l.price_cents END)"
_ACROSS = "abs(l.longitude - :lon)"
_FLAT = (
    "((l.latitude - :lat) * (l.latitude - :lat) + :squeeze * :squeeze * "
    f"(CASE WHEN {_ACROSS} > 180 THEN 360 - {_ACROSS} ELSE {_ACROSS} END) * "
    f"(CASE WHEN {_ACROSS} > 180 THEN 360 - {_ACROSS} ELSE {_ACROSS} END))"
)
_REACH = "(CASE WHEN l.place_kind = 'travel' THEN l.radius_km ELSE :km END)"
# Few rows, asked once a query: who is paused for safety or suspended.
_UNRESTRICTED = (
    "l.worker_id NOT IN (SELECT r.person_id FROM restrictions r WHERE r.begins_at <= :now AND r.ends_at > :now AND "
    "NOT EXISTS (SELECT 1 FROM restriction_ends e WHERE e.restriction_id = r.id AND e.ended_at <= :now))"
)
_NOW = bindparam("now", type_=UtcDateTime)


@dataclass(frozen=True)
class Found:
    """The listings to compare, and whether more match than that."""

    rows: Sequence[Row[Any]]
    is_cut: bool


def start_number(day: dt.date, highest: int) -> int:
    """The number that the day begins at, from 1 to the highest: SHA-256("start" || day), first 64 bits."""
    drawn = int.from_bytes(sha256(f"start{day.isoformat()}".encode()).digest()[:8])
    return 1 + (drawn * highest >> 64)


def candidates(
    session: Session, asking: Asking, *, point: Place | None, match: Sequence[Sequence[str]], day: dt.date,
    at: dt.datetime,
) -> Found:
    """Up to `BOUND` open listings that match, in no order that matters.

    ``match``: every group must be met, by any of its terms; a term ending in ``*`` is a beginning. ``day`` is
    the day of the draw; whose workers are paused or suspended at ``at`` are left out.
    """
    where, values = _filters(asking, at)
    source, more = _source(session, match)
    where += more
    values |= {"match": _match_text(session, match)} if match else {}
    if point is None:
        rows = _from_the_days_number(session, source, where, values, day, BOUND)
        return Found(rows[:BOUND], len(rows) > BOUND)
    near = _near(session, [*_filters(asking, at)[0], *_among(session, match)], values, point, asking.km)
    placeless = _from_the_days_number(session, source, [*where, "l.cell IS NULL"], values, day, BOUND_PLACELESS)
    is_cut = len(near) > BOUND or len(placeless) > BOUND_PLACELESS
    return Found([*near[:BOUND], *placeless[:BOUND_PLACELESS]], is_cut)


def _filters(asking: Asking, at: dt.datetime) -> tuple[list[str], dict[str, Any]]:
    where: list[str] = [_UNRESTRICTED]
    values: dict[str, Any] = {"now": at}
    if asking.most_cents is not None:
        where.append(f"{_PRICE} <= :most_cents")
        values["most_cents"] = asking.most_cents
    if asking.kind:
        where.append("l.place_kind = :kind")
        values["kind"] = asking.kind
    return where, values


def _source(session: Session, match: Sequence[Sequence[str]]) -> tuple[str, list[str]]:
    if not match:
        return "listings l", ["l.published_at IS NOT NULL AND l.paused_at IS NULL"]
    if session.get_bind().dialect.name == "sqlite":
        # CROSS JOIN fixes the order: the index of words first. The planner alone may take the other one.
        return "listing_words w CROSS JOIN listings l ON l.id = w.rowid", ["listing_words MATCH :match"]
    return "listing_words w JOIN listings l ON l.id = w.listing_id", ["w.words @@ CAST(:match AS tsquery)"]


def _among(session: Session, match: Sequence[Sequence[str]]) -> list[str]:
    """The words as a set that cells are looked up in: near a point, cells leave fewer listings than words do."""
    if not match:
        return ["l.published_at IS NOT NULL AND l.paused_at IS NULL"]
    if session.get_bind().dialect.name == "sqlite":  # the plus keeps it from looking up all those words' listings
        return ["+l.id IN (SELECT rowid FROM listing_words WHERE listing_words MATCH :match)"]
    return ["l.id IN (SELECT listing_id FROM listing_words WHERE words @@ CAST(:match AS tsquery))"]


def _match_text(session: Session, match: Sequence[Sequence[str]]) -> str:
    if session.get_bind().dialect.name == "sqlite":
        groups = [" OR ".join(f'"{term.rstrip("*")}"{"*" * term.endswith("*")}' for term in group) for group in match]
        return " AND ".join(f"({group})" for group in groups)
    groups = [" | ".join(f"'{term.rstrip('*')}'{':*' * term.endswith('*')}" for term in group) for group in match]
    return " & ".join(f"({group})" for group in groups)


def _from_the_days_number(
    session: Session, source: str, where: list[str], values: dict[str, Any], day: dt.date, bound: int
) -> list[Row[Any]]:
    # The key of the index of words, where there is one: ordering by the joined column would sort all matches.
    key = "l.id" if source == "listings l" else "w.rowid" if "CROSS" in source else "w.listing_id"
    highest = session.execute(text("SELECT max(id) FROM listings")).scalar() or 1
    values = values | {"start": start_number(day, highest)}
    rows: list[Row[Any]] = []
    for side in (">=", "<"):
        if len(rows) <= bound:
            query = _select(source, [*where, f"{key} {side} :start"], order=key)
            rows += session.execute(query, values | {"bound": bound + 1 - len(rows)}).all()
    return rows


def _near(session: Session, where: list[str], values: dict[str, Any], point: Place, km: int) -> list[Row[Any]]:
    """The nearest, looked for in rings: a ring that holds enough of them holds the nearest."""
    values = values | {
        "lat": point.latitude,
        "lon": point.longitude,
        "squeeze": cos(radians(point.latitude)),
        "km": km,
        "scale": (SLACK / KM_A_DEGREE) ** 2,
        "bound": BOUND + 1,
    }
    rows: list[Row[Any]] = []
    for ring in RINGS_KM:
        cells = _cells(point, ring)
        within = [f"{_FLAT} <= {_REACH} * {_REACH} * :scale", f"{_FLAT} <= :ring * :ring * :scale"]
        # Only numbers are sorted; the words of a listing are read once it is among the nearest.
        found = " AND ".join([*where, cells, *within])
        chosen = f"SELECT l.id FROM listings l WHERE {found} ORDER BY {_FLAT}, l.id LIMIT :bound"  # noqa: S608
        query = text(f"SELECT {_COLUMNS} FROM listings l {_SIGNALS} WHERE l.id IN ({chosen})").bindparams(_NOW)  # noqa: S608
        rows = list(session.execute(query, values | {"ring": ring}))
        if len(rows) > BOUND:
            break
    return rows


def _cells(point: Place, ring_km: int) -> str:
    ranges = cell_ranges(point, ring_km * 1000)
    numbers = [str(cell) for low, high in ranges for cell in range(low, high + 1)]
    if len(numbers) <= MOST_CELLS:  # a list lets SQLite answer from the index alone, ranges do not
        return f"l.cell IN ({', '.join(numbers)})"
    return "(" + " OR ".join(f"l.cell BETWEEN {low} AND {high}" for low, high in ranges) + ")"


def _select(source: str, where: list[str], *, order: str) -> TextClause:
    # Every part is one of the constants above or a number of ours; what people type travels as a parameter.
    source = f"{_COLUMNS} FROM {source} {_SIGNALS}"
    return text(f"SELECT {source} WHERE {' AND '.join(where)} ORDER BY {order} LIMIT :bound").bindparams(_NOW)
