"""From a candidate's row to its place in the published order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from coop.market.geography import Place, distance_metres
from coop.market.ranking import rules, signals
from coop.market.ranking.relevance import relevance_of


@dataclass(frozen=True)
class Scored:
    """A candidate with its points; `metres` is None without a place, or where the listing has none."""

    listing_id: int
    worker_id: int
    reference: str
    points: int
    signals: rules.Signals
    metres: int | None

    @property
    def key(self) -> tuple[int, str]:
        """What the list is ordered by."""
        return rules.order_key(self.points, self.reference)


def scored(
    rows: Iterable[Row[Any]],
    weights: rules.Weights,
    *,
    words: Sequence[str],
    category_words: dict[int, str],
    point: Place | None,
    km: int,
    as_of: dt.datetime,
) -> list[Scored]:
    """The candidates in order. Those that turn out to lie beyond the radius are left out."""
    found = []
    for row in rows:
        metres = _metres(row, point)
        if metres is not None and metres > 1000 * (row.radius_km if row.place_kind == "travel" else km):
            continue
        known = _signals(row, words, category_words.get(row.category_id, ""), metres, as_of)
        found.append(Scored(row.id, row.worker_id, row.reference, rules.points(weights, known), known, metres))
    return sorted(found, key=lambda each: each.key)


def _metres(row: Row[Any], point: Place | None) -> int | None:
    if point is None:
        return None
    if row.place_kind == "remote":
        return 0
    if row.latitude is None:
        return None
    return distance_metres(point, Place(row.latitude, row.longitude))


def _signals(
    row: Row[Any], words: Sequence[str], category_words: str, metres: int | None, as_of: dt.datetime
) -> rules.Signals:
    free_at, new_since = _moment(row.next_free_at), _moment(row.new_since)
    return rules.Signals(
        relevance=relevance_of(words, title_words=row.title_words, text_words=row.words + category_words),
        distance=signals.distance(metres),
        availability=signals.availability(
            None if free_at is None else max(0, int((free_at - as_of).total_seconds() // 60))
        ),
        completed=signals.completed(row.completed or 0),
        reviews=row.reviews_signal if row.reviews_signal is not None else signals.ONE // 2,
        newcomer=0 if new_since is None else signals.newcomer((as_of - new_since).days),
        rotation=signals.rotation(as_of.date(), row.reference),
    )


def _moment(value: dt.datetime | str | None) -> dt.datetime | None:
    """A moment of a hand-written query: SQLite gives text, PostgreSQL an aware datetime."""
    if value is None:
        return None
    moment = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment
