"""Open listings as rows, and as shapes: what visitors may see of them and of who offers them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from coop.commons.api.asked import ROOT, Asked
from coop.commons.api.shapes.listings import Category, Price, Worker
from coop.market.categories.names import said
from coop.market.categories.queries import Kind, Tree
from coop.market.listings.models import Listing
from coop.market.listings.queries import shown
from coop.market.reviews.queries import Stars, stars_of_workers
from coop.people.membership.models import Membership
from coop.people.persons.models import Person

listings = Listing.__table__
memberships = Membership.__table__
people = Person.__table__


def public(at: dt.datetime) -> Select[Any]:
    """Open listings with their workers."""
    return (
        select(
            listings,
            people.c.display_name,
            people.c.is_public,
            memberships.c.admitted_at,
            memberships.c.number,
        )
        .join(people, people.c.id == listings.c.worker_id)
        .outerjoin(memberships, (memberships.c.person_id == people.c.id) & memberships.c.left_at.is_(None))
        .where(shown(at))
    )


def stars_by_worker(session: Session, rows: Sequence[Row[Any]], at: dt.datetime) -> dict[int, Stars]:
    """The reviews of their workers that show; one query for all, and the rule on blind days."""
    return stars_of_workers(session, [row.worker_id for row in rows], at) if rows else {}


def line(row: Row[Any], kinds: Tree, stars: dict[int, Stars], asked: Asked) -> dict[str, Any]:
    """The fields of a listing in a list."""
    return {
        "reference": row.reference,
        "title": row.title,
        "category": category(kinds.by_id[row.category_id], kinds),
        "price": _price(row, asked.coop.currency),
        "place_kind": row.place_kind,
        "area": None if row.place_kind == "remote" else row.place_label,
        "worker": _worker(row, stars.get(row.worker_id, Stars())),
        "url": f"{ROOT}/listings/{row.reference}",
        "page": f"/listings/{row.reference}",
    }


def category(kind: Kind, kinds: Tree) -> Category:
    """A category with the key of the one above."""
    above = kinds.by_id.get(kind.parent_id or 0)
    return Category(key=kind.key, name=said(kind.name), parent=above.key if above else None)


def _price(row: Row[Any], currency: str) -> Price:
    return Price(
        kind=row.price_kind,
        cents=row.price_cents,
        least_cents=row.price_low_cents if row.sliding_scale else row.price_cents,
        most_cents=row.price_high_cents if row.sliding_scale else row.price_cents,
        currency=currency,
        unit_name=row.unit_name if row.price_kind == "unit" else None,
    )


def _worker(row: Row[Any], stars: Stars) -> Worker:
    mean = stars.mean
    return Worker(
        name=row.display_name,
        member_since=row.admitted_at.year if row.admitted_at else None,
        # The number leads to a page of the person, which only those have who chose to be public.
        number=row.number if row.is_public else None,
        reviews=stars.count,
        mean_stars=None if mean is None else f"{mean.numerator}/{mean.denominator}",
    )
