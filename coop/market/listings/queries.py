"""Reading listings: one's own in any state, anybody's once it is open, and the places they are in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from coop.market.listings.models import Listing, MarketChanges, Place
from coop.people.restrictions.queries import is_restricted, restricted_ids

SUGGESTED_PLACES = 60


def by_reference(session: Session, reference: str) -> Listing | None:
    """A listing in any state, with its worker and pictures; whoever asks decides who may see it."""
    return session.execute(
        select(Listing)
        .options(joinedload(Listing.worker), selectinload(Listing.pictures))
        .where(Listing.reference == reference)
    ).scalar_one_or_none()


def is_open(listing: Listing) -> bool:
    """Whether everyone may see and book it."""
    return listing.published_at is not None and listing.paused_at is None


def shown(at: dt.datetime) -> ColumnElement[bool]:
    """SQL: a listing is open, and its worker neither paused for safety nor suspended at a moment."""
    is_open = and_(Listing.published_at.is_not(None), Listing.paused_at.is_(None))
    return and_(is_open, Listing.worker_id.not_in(restricted_ids(at)))


def open_listing(
    session: Session, reference: str, *, reader_id: int | None = None, at: dt.datetime
) -> Listing | None:
    """An open listing, or the reader's own in any state; None is what everyone else gets of a draft."""
    listing = by_reference(session, reference)
    if listing is None or listing.worker_id == reader_id:
        return listing
    hidden = is_restricted(listing.worker_id, at)
    return None if not is_open(listing) or session.execute(select(hidden)).scalar_one() else listing


def own_listing(session: Session, reference: str, worker_id: int) -> Listing | None:
    """A worker's own listing; another's is None, as if it did not exist."""
    listing = by_reference(session, reference)
    return listing if listing is not None and listing.worker_id == worker_id else None


def listings_of(session: Session, worker_id: int, *, only_open: bool = False) -> Sequence[Listing]:
    """A worker's listings with their pictures, newest first."""
    query = (
        select(Listing)
        .options(selectinload(Listing.pictures))
        .where(Listing.worker_id == worker_id)
        .order_by(Listing.id.desc())
    )
    if only_open:
        query = query.where(Listing.published_at.is_not(None), Listing.paused_at.is_(None))
    return session.execute(query).scalars().all()


def places(session: Session) -> Sequence[Place]:
    """Places to suggest, by name."""
    return session.execute(select(Place).order_by(Place.key).limit(SUGGESTED_PLACES)).scalars().all()


def place_named(session: Session, key: str) -> Place | None:
    """The place of that key, else the first whose name begins so."""
    if not key:
        return None
    return session.execute(
        select(Place).where(Place.key.startswith(key, autoescape=True)).order_by(Place.key).limit(1)
    ).scalar_one_or_none()


def changes(session: Session) -> int:
    """How often listings, pictures, hours and categories have changed: the version of public pages."""
    return int(session.execute(select(MarketChanges.count)).scalar() or 0)
