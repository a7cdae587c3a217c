"""Search: candidates, their order, one page of it, and what a card says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from coop.market import words as cutting
from coop.market.availability import queries as availability
from coop.market.availability.spans import Slot
from coop.market.categories.queries import Tree
from coop.market.geography import Place
from coop.market.listings.actions import place_key
from coop.market.listings.models import Listing, ListingPicture
from coop.market.listings.queries import place_named
from coop.market.ranking.queries import weights
from coop.market.ranking.rules import Score, score
from coop.market.search.asking import Asking
from coop.market.search.candidates import candidates
from coop.market.search.cursor import Cursor
from coop.market.search.scoring import Scored, scored
from coop.people.membership.models import Membership
from coop.people.persons.models import Person

PAGE = 20
_AT_ONCE = 40  # candidates whose day is looked at in one go


@dataclass(frozen=True)
class Result:
    """One listing of a page: its row for the card, its score with parts, its next free time."""

    row: Row[Any]
    scored: Scored
    score: Score
    next_free: Slot | None


@dataclass(frozen=True)
class Page:
    """A page of results. `matches` is None where a date was asked for: not all of them were looked at."""

    results: Sequence[Result]
    matches: int | None
    is_cut: bool
    following: Cursor | None
    point: Place | None
    place_unknown: bool


def search(
    session: Session, asking: Asking, tree: Tree, *, cursor: Cursor, at: dt.datetime, size: int = PAGE
) -> Page:
    """One page of the published order; the number of queries does not depend on what is found."""
    point, unknown = _point(session, asking)
    asked = cutting.asked(asking.words)
    found = candidates(session, asking, point=point, match=_match(asking, tree, asked),
                       day=cursor.as_of.date(), at=at)  # fmt: skip
    in_force = weights(session, at=cursor.as_of)
    ordered = scored(
        found.rows,
        in_force,
        words=asked,
        category_words=_category_words(tree) if asked else {},
        point=point,
        km=asking.km,
        as_of=cursor.as_of,
    )
    matches = len(ordered) if asking.day is None else None
    if cursor.key is not None:
        after = cursor.key
        ordered = [each for each in ordered if each.key > after]
    if asking.day is not None:
        ordered = _free_on(session, ordered, asking.day, at, size + 1)
    shown = ordered[:size]
    rows = _cards(session, [each.listing_id for each in shown])
    free = availability.next_free(session, list(rows.values()), at)
    results = [
        Result(rows[each.listing_id], each, score(in_force, each.signals), free[each.listing_id]) for each in shown
    ]
    last = shown[-1] if len(ordered) > size else None
    following = Cursor(cursor.as_of, last.points, last.reference) if last else None
    return Page(results, matches, found.is_cut, following, point, unknown)


def _point(session: Session, asking: Asking) -> tuple[Place | None, bool]:
    if asking.point is not None or not asking.place:
        return asking.point, False
    known = place_named(session, place_key(asking.place))
    return (Place(known.latitude, known.longitude), False) if known else (None, True)


def _match(asking: Asking, tree: Tree, asked: Sequence[str]) -> list[list[str]]:
    """Each word as a beginning, or a category named so; and the category asked for, with those below."""
    groups = [[f"{word}*", *(f"_{category_id}" for category_id in tree.named(word))] for word in asked]
    kind = tree.by_key.get(asking.category)
    if kind is not None:
        groups.append([f"_{category_id}" for category_id in tree.subtree(kind.id)])
    return groups


def _category_words(tree: Tree) -> dict[int, str]:
    return {category_id: cutting.indexed(*(kind.name for kind in tree.path(category_id))) for category_id in tree.by_id}


def _free_on(session: Session, ordered: Sequence[Scored], day: dt.date, at: dt.datetime, wanted: int) -> list[Scored]:
    """The first so many that have a slot on the day, looked at in order; five queries a batch."""
    free: list[Scored] = []
    for start in range(0, len(ordered), _AT_ONCE):
        batch = ordered[start : start + _AT_ONCE]
        rows = _cards(session, [each.listing_id for each in batch])
        free_then = availability.free_on(session, list(rows.values()), day, at)
        free += [each for each in batch if each.listing_id in free_then]
        if len(free) >= wanted:
            break
    return free[:wanted]


def _cards(session: Session, listing_ids: Sequence[int]) -> dict[int, Any]:
    if not listing_ids:
        return {}
    first_picture = (
        select(ListingPicture.digest)
        .where(ListingPicture.listing_id == Listing.id)
        .order_by(ListingPicture.position)
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Listing.id,
            Listing.reference,
            Listing.title,
            Listing.category_id,
            Listing.worker_id,
            Listing.has_team,
            Listing.price_kind,
            Listing.price_cents,
            Listing.sliding_scale,
            Listing.price_low_cents,
            Listing.price_high_cents,
            Listing.unit_name,
            Listing.place_kind,
            Listing.place_label,
            Listing.min_minutes,
            Listing.notice_minutes,
            Listing.horizon_days,
            Listing.buffer_before_minutes,
            Listing.buffer_after_minutes,
            Person.display_name,
            Person.timezone,
            Membership.admitted_at,
            first_picture.label("picture"),
        )
        .join(Person, Person.id == Listing.worker_id)
        .outerjoin(Membership, (Membership.person_id == Person.id) & Membership.left_at.is_(None))
        .where(Listing.id.in_(listing_ids))
    )
    return {row.id: row for row in rows}
