"""A small market to search in, and a search without any database to hold the real one against."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from coop.market import words as cutting
from coop.market.categories import actions as categories
from coop.market.categories.queries import tree
from coop.market.geography import Place, distance_metres
from coop.market.listings.models import Listing
from coop.market.listings.models import Place as Named
from tests.factories import NOW, make_member
from tests.market.factories import make_listing, with_hours

# title, category, place kind, place (or none), price
OFFERS = [
    ("Home cleaning, your products or mine", "cleaning", "travel", (43.30, 5.37), 2800),
    ("End-of-lease clean, two people", "cleaning", "travel", (43.45, 5.40), 1900),
    ("Windows, inside and out", "cleaning", "worker", (43.31, 5.38), 2200),
    ("Guitare pour débutants", "music", "worker", (43.29, 5.36), 3000),
    ("Piano lessons online", "music", "remote", None, 2500),
    ("Shelves, hinges and small repairs", "repairs", "travel", (43.10, 5.90), 3500),
    ("Spanish conversation over coffee", "languages", "worker", None, 1500),
    ("Dog walks along the canal", "pets", "travel", (43.32, 5.41), 1200),
    ("Hedges, lawns, compost", "gardening", "travel", (43.28, 5.35), 2600),
]
HARBOUR = Place(43.30, 5.37)


def make_market(session: Session) -> list[Listing]:
    """The offers, each by a worker of its own with office hours; references are fixed, so the order is too."""
    categories.plant(session)
    kinds = tree(session).by_key
    session.add(Named(key="old harbour", label="Old Harbour", latitude=43.30, longitude=5.37))
    found = []
    for number, (title, key, kind, point, cents) in enumerate(OFFERS):
        worker = make_member(session, f"Worker{number} Name")
        with_hours(session, worker)
        listing = make_listing(
            session,
            worker,
            category=None,
            title=title,
            category_id=kinds[key].id,
            place_kind=kind,
            latitude=point and point[0],
            longitude=point and point[1],
            price_cents=cents,
            radius_km=20,
            published_at=NOW - dt.timedelta(days=number),
            place_label="Hill Town",
            description="With care and a word about it.",
        )
        listing.reference = f"0000000{number}"
        found.append(listing)
    session.flush()
    return found


def matches(
    session: Session,
    listings: list[Listing],
    *,
    words: str = "",
    category: str = "",
    point: Place | None = None,
    km: int = 10,
    most_cents: int | None = None,
    kind: str = "",
) -> set[str]:
    """Titles that match, found by looking at every listing."""
    kinds = tree(session)
    below = set(kinds.subtree(kinds.by_key[category].id)) if category else set(kinds.by_id)
    return {
        listing.title
        for listing in listings
        if listing.category_id in below
        and all(_begins(word, listing, kinds) for word in cutting.asked(words))
        and (most_cents is None or listing.price_cents <= most_cents)
        and (not kind or listing.place_kind == kind)
        and _near(listing, point, km)
    }


def _begins(word, listing, kinds):
    names = " ".join(kind.name for kind in kinds.path(listing.category_id))
    text = " ".join((listing.title, listing.description, listing.place_label, names))
    return any(other.startswith(word) for other in cutting.words(text))


def _near(listing, point, km):
    if point is None or listing.latitude is None:
        return True
    reach = listing.radius_km if listing.place_kind == "travel" else km
    return distance_metres(point, Place(listing.latitude, listing.longitude)) <= 1000 * reach
