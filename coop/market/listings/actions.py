"""Writing a listing: drafted, described, published, paused, taken up again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from coop.market.listings.models import Listing, Place
from coop.market.listings.rules import Step, missing
from coop.market.references import new_reference
from coop.market.words import words
from coop.people.persons.models import Person

# Two places of a degree are about a kilometre: a neighbourhood, never a front door.
POINT_PLACES = 2


class NotReady(ValueError):
    """The listing lacks something; `steps` says what."""

    def __init__(self, steps: list[Step]) -> None:
        super().__init__(", ".join(steps))
        self.steps = steps


def draft(
    session: Session, worker: Person, *, category_id: int, title: str, description: str = "", at: dt.datetime
) -> Listing:
    """A new listing that nobody else sees yet."""
    listing = Listing(
        reference=new_reference(),
        worker_id=worker.id,
        category_id=category_id,
        title=title,
        description=description,
        created_at=at,
        timezone=worker.timezone,
    )
    session.add(listing)
    session.flush()
    return listing


def describe(session: Session, listing: Listing, *, category_id: int, title: str, description: str) -> None:
    """What is offered."""
    listing.category_id, listing.title, listing.description = category_id, title, description
    session.flush()


def set_price(
    session: Session,
    listing: Listing,
    *,
    kind: str,
    cents: int,
    low_cents: int | None = None,
    high_cents: int | None = None,
    unit_name: str = "",
    min_minutes: int,
    max_minutes: int,
) -> None:
    """What it costs and how long it takes. A sliding scale where both other tiers are given."""
    listing.price_kind, listing.price_cents, listing.unit_name = kind, cents, unit_name
    listing.sliding_scale = low_cents is not None and high_cents is not None
    listing.price_low_cents = low_cents or 0 if listing.sliding_scale else 0
    listing.price_high_cents = high_cents or 0 if listing.sliding_scale else 0
    listing.min_minutes, listing.max_minutes = min_minutes, max(min_minutes, max_minutes)
    session.flush()


def set_place(
    session: Session,
    listing: Listing,
    *,
    kind: str,
    label: str,
    latitude: float | None,
    longitude: float | None,
    radius_km: int,
) -> None:
    """Where the work is done. A label of the gazetteer gives its point where none is typed."""
    known = session.get(Place, place_key(label)) if label else None
    if latitude is None or longitude is None:
        latitude, longitude = (known.latitude, known.longitude) if known else (None, None)
    else:
        latitude, longitude = round(latitude, POINT_PLACES), round(longitude, POINT_PLACES)
        if label and known is None:
            session.add(Place(key=place_key(label), label=label, latitude=latitude, longitude=longitude))
    if kind == "remote":
        latitude = longitude = None
    listing.place_kind, listing.place_label, listing.radius_km = kind, label, radius_km
    listing.latitude, listing.longitude = latitude, longitude
    session.flush()


def set_terms(session: Session, listing: Listing, **terms: Any) -> None:
    """How it is booked: notice, horizon, buffers, instant or asked for, cancellation tier, payment."""
    unknown = set(terms) - {
        "notice_minutes",
        "horizon_days",
        "buffer_before_minutes",
        "buffer_after_minutes",
        "instant",
        "cancellation_tier",
        "accepts_cash",
        "accepts_transfer",
    }
    if unknown:
        raise TypeError(f"no terms of a listing: {sorted(unknown)}")
    for name, value in terms.items():
        setattr(listing, name, value)
    session.flush()


def publish(session: Session, listing: Listing, *, at: dt.datetime) -> None:
    """Show the listing to everyone; raises `NotReady`. The day of its first publishing stays."""
    lacking = missing(listing)
    if lacking:
        raise NotReady(lacking)
    listing.published_at = listing.published_at or at
    listing.paused_at = None
    session.flush()


def pause(session: Session, listing: Listing, *, at: dt.datetime) -> None:
    """Take the listing down for a while; bookings made stay as they are."""
    if listing.published_at is not None and listing.paused_at is None:
        listing.paused_at = at
        session.flush()


def resume(session: Session, listing: Listing) -> None:
    """Show a paused listing again."""
    listing.paused_at = None
    session.flush()


def place_key(label: str) -> str:
    """How a place is looked up: its words, without case and accents."""
    return " ".join(words(label))[:80]
