"""Computing ahead what search needs to know of listings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.market.availability.queries import next_free
from coop.market.listings.models import Listing
from coop.market.ranking import facts, signals
from coop.market.ranking.models import ListingSignals
from coop.market.reviews.rules import common_mean, shrunk_mean


def refresh(session: Session, listing_ids: Collection[int], *, at: dt.datetime) -> int:
    """Look at these listings anew; returns how many there are. A dozen queries, however many listings."""
    listings = session.execute(select(Listing).where(Listing.id.in_(listing_ids))).scalars().all()
    if not listings:
        return 0
    ids = [listing.id for listing in listings]
    known = session.execute(select(ListingSignals).where(ListingSignals.listing_id.in_(ids))).scalars()
    rows = {row.listing_id: row for row in known}
    for listing_id in ids:
        if listing_id not in rows:
            rows[listing_id] = ListingSignals(listing_id=listing_id)
    _count_reviews(session, rows, at)
    _fill_in(session, listings, rows, at)
    session.add_all(rows.values())
    session.flush()
    return len(listings)


def stalest(session: Session, *, before: dt.datetime, most: int) -> Sequence[int]:
    """Ids of open listings not looked at since `before`, never looked at ones first."""
    is_open = Listing.published_at.is_not(None) & Listing.paused_at.is_(None)
    never = (
        select(Listing.id)
        .outerjoin(ListingSignals, ListingSignals.listing_id == Listing.id)
        .where(is_open, ListingSignals.listing_id.is_(None))
        .limit(most)
    )
    found = list(session.execute(never).scalars())
    if len(found) < most:
        old = (
            select(ListingSignals.listing_id)
            .join(Listing, Listing.id == ListingSignals.listing_id)
            .where(ListingSignals.computed_at < before, is_open)
            .order_by(ListingSignals.computed_at)
            .limit(most - len(found))
        )
        found += session.execute(old).scalars()
    return found


def _count_reviews(session: Session, rows: dict[int, ListingSignals], at: dt.datetime) -> None:
    whole = facts.reviewed_in_all(session, at=at)
    mean = common_mean(whole.count, whole.stars)
    each = facts.reviewed(session, rows, at=at)
    for listing_id, row in rows.items():
        own = each.get(listing_id, facts.Reviewed())
        row.reviews, row.stars = own.count, own.stars
        row.all_reviews, row.all_stars = whole.count, whole.stars
        row.reviews_signal = signals.reviews(shrunk_mean(own.count, own.stars, toward=mean))


def _fill_in(session: Session, listings: Sequence[Listing], rows: dict[int, ListingSignals], at: dt.datetime) -> None:
    done = facts.completed(session, rows)
    since = facts.offered_since(session, {listing.worker_id for listing in listings})
    free = next_free(session, listings, at)
    for listing in listings:
        row, slot = rows[listing.id], free[listing.id]
        row.computed_at = at
        row.completed = done.get(listing.id, 0)
        row.new_since = since.get(listing.worker_id)
        row.next_free_at = slot.starts_at if slot else None
