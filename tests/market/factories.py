"""Categories, listings and hours for tests, each in one line."""

from __future__ import annotations

import datetime as dt
import itertools

from sqlalchemy.orm import Session

from coop.market.availability import actions as availability
from coop.market.availability.hours import Shift
from coop.market.availability.models import SlotClaim
from coop.market.bookings.models import Booking
from coop.market.categories.models import Category
from coop.market.listings.models import Listing
from coop.market.references import new_reference
from coop.people.persons.models import Person
from coop.policies.in_force import in_force
from tests.factories import NOW

_numbers = itertools.count(1)

# Monday to Friday, 9:00 to 17:00 by the worker's clock.
OFFICE_HOURS = {weekday: [Shift(9 * 60, 17 * 60)] for weekday in range(5)}


def make_category(
    session: Session,
    key: str = "",
    *,
    name: str = "",
    parent: Category | None = None,
    drawing: str = "default",
) -> Category:
    """A category; without a key, a new one each time."""
    number = next(_numbers)
    category = Category(
        key=key or f"kind-{number}",
        name=name or (key.capitalize() if key else f"Kind {number}"),
        drawing=drawing,
        parent_id=parent.id if parent else None,
        position=number,
    )
    session.add(category)
    session.flush()
    return category


def make_listing(
    session: Session,
    worker: Person,
    category: Category | None = None,
    *,
    title: str = "Home cleaning",
    is_open: bool = True,
    published_at: dt.datetime | None = None,
    **facts: object,
) -> Listing:
    """A listing at 28.00 an hour, open since a week before `NOW`; `facts` are further columns."""
    columns: dict[str, object] = {
        "description": "Floors, windows and whatever else is needed.",
        "price_kind": "hour",
        "price_cents": 2800,
        "place_label": "Old Harbour",
        "timezone": worker.timezone,
        "notice_minutes": 720,
        "min_minutes": 60,
        "max_minutes": 240,
        "buffer_before_minutes": 0,
        "buffer_after_minutes": 15,
    } | facts
    columns.setdefault("category_id", None if category is None else category.id)
    if columns["category_id"] is None:
        columns["category_id"] = make_category(session).id
    if is_open and published_at is None:
        published_at = NOW - dt.timedelta(days=7)
    listing = Listing(
        reference=new_reference(),
        worker_id=worker.id,
        title=title,
        published_at=published_at,
        created_at=NOW - dt.timedelta(days=8),
        **columns,
    )
    session.add(listing)
    session.flush()
    return listing


def with_hours(session: Session, worker: Person, shifts: dict[int, list[Shift]] | None = None) -> Person:
    """Give the worker weekly hours, office hours unless told."""
    availability.set_week(session, worker, shifts=OFFICE_HOURS if shifts is None else shifts)
    return worker


def claim(session: Session, listing: Listing, begins: dt.datetime, finishes: dt.datetime) -> SlotClaim:
    """Time of the listing's worker that is taken, by a booking that stands."""
    fee, least = (in_force(session, name, NOW) for name in ("fee.rate", "fee.minimum_cents"))
    booking = Booking(
        reference=new_reference(),
        listing_id=listing.id,
        worker_id=listing.worker_id,
        held_at=NOW,
        requested_at=NOW,
        starts_at=begins,
        ends_at=finishes,
        timezone=listing.timezone,
        price_cents=2800,
        fee_cents=140,
        fee_rule_id=fee.id,
        fee_minimum_rule_id=least.id,
        payment_method="cash",
        cancellation_tier="flexible",
        instant=True,
    )
    session.add(booking)
    session.flush()
    taken = SlotClaim(
        booking_id=booking.id, worker_id=listing.worker_id, padded_from=begins, padded_until=finishes, expires_at=None
    )
    session.add(taken)
    session.flush()
    return taken
