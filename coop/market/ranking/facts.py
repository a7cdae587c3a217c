"""What the books of the market say of listings: work carried out, visible reviews, since when on offer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.market.bookings.models import Booking, Completion
from coop.market.listings.models import Listing
from coop.market.reviews.models import Review
from coop.market.reviews.queries import visible


@dataclass(frozen=True)
class Reviewed:
    """How many visible reviews, and the sum of their stars."""

    count: int = 0
    stars: int = 0


def completed(session: Session, listing_ids: Collection[int]) -> dict[int, int]:
    """Bookings carried out, by listing."""
    rows = session.execute(
        select(Booking.listing_id, func.count())
        .join(Completion, Completion.booking_id == Booking.id)
        .where(Booking.listing_id.in_(listing_ids))
        .group_by(Booking.listing_id)
    )
    return {row[0]: row[1] for row in rows}


def reviewed(session: Session, listing_ids: Collection[int], *, at: dt.datetime) -> dict[int, Reviewed]:
    """Reviews by clients that can be seen at `at`, by listing."""
    rows = session.execute(
        select(Review.listing_id, func.count(), func.sum(Review.stars))
        .where(Review.listing_id.in_(listing_ids), Review.of_worker.is_(True), visible(session, at))
        .group_by(Review.listing_id)
    )
    return {listing_id: Reviewed(count, int(stars)) for listing_id, count, stars in rows}


def reviewed_in_all(session: Session, *, at: dt.datetime) -> Reviewed:
    """The same for the whole co-op: the mean toward which each listing's is shrunk."""
    count, stars = session.execute(
        select(func.count(), func.sum(Review.stars)).where(Review.of_worker.is_(True), visible(session, at))
    ).one()
    return Reviewed(count, int(stars or 0))


def offered_since(session: Session, worker_ids: Collection[int]) -> dict[int, dt.datetime]:
    """When each worker's first listing was published."""
    rows = session.execute(
        select(Listing.worker_id, func.min(Listing.published_at))
        .where(Listing.worker_id.in_(worker_ids), Listing.published_at.is_not(None))
        .group_by(Listing.worker_id)
    )
    return {worker_id: since for worker_id, since in rows if since is not None}
