"""A worker's listing and its pictures, the places listings are in, and what search keeps of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, Float, Index, Integer, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coop.db import Base
from coop.db.types import UtcDateTime, moment, pk, references
from coop.market import geography
from coop.market.words import indexed
from coop.people.persons.models import Person


class Listing(Base):
    """A service a worker offers. A draft until published; paused at will; never deleted once booked."""

    __tablename__ = "listings"
    __table_args__ = (
        CheckConstraint("price_kind IN ('hour', 'fixed', 'unit')", name="price_kind"),
        CheckConstraint("price_cents >= 0 AND price_low_cents >= 0 AND price_high_cents >= 0", name="prices"),
        CheckConstraint("min_minutes > 0 AND min_minutes <= max_minutes", name="minutes"),
        CheckConstraint("place_kind IN ('travel', 'worker', 'remote')", name="place_kind"),
        Index("ix_listings_category_id_id", "category_id", "id"),
        CheckConstraint(
            "price_low_cents <= price_cents AND price_cents <= price_high_cents OR NOT sliding_scale",
            name="scale",
        ),
        CheckConstraint(
            "(latitude IS NULL) = (longitude IS NULL) AND (latitude IS NULL) = (cell IS NULL)", name="point"
        ),
        # All that finding the nearest reads, so that it reads no listing that is not among them.
        Index(
            "ix_listings_near",
            "cell",
            "latitude",
            "longitude",
            "place_kind",
            "radius_km",
            "published_at",
            "paused_at",
            "id",
        ),
    )

    id: Mapped[pk]
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    worker_id: Mapped[int] = references("people.id", index=True)
    category_id: Mapped[int] = references("categories.id")
    title: Mapped[str] = mapped_column(String(100))
    description: Mapped[str] = mapped_column(Text, default="")
    """Markdown."""
    created_at: Mapped[moment]
    published_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    paused_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    price_kind: Mapped[str] = mapped_column(String(8), default="hour")
    price_cents: Mapped[int] = mapped_column(Integer, default=0)
    """The middle tier, and the only price where there is no sliding scale."""
    sliding_scale: Mapped[bool] = mapped_column(default=False)
    price_low_cents: Mapped[int] = mapped_column(Integer, default=0)
    price_high_cents: Mapped[int] = mapped_column(Integer, default=0)
    unit_name: Mapped[str] = mapped_column(String(30), default="")
    min_minutes: Mapped[int] = mapped_column(Integer, default=60)
    max_minutes: Mapped[int] = mapped_column(Integer, default=240)
    """Fixed and per-unit jobs last `min_minutes` (per unit: times the quantity)."""

    place_kind: Mapped[str] = mapped_column(String(8), default="travel")
    place_label: Mapped[str] = mapped_column(String(80), default="")
    """A neighbourhood or town, never an address."""
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    cell: Mapped[int | None] = mapped_column(Integer)
    """Of `coop.market.geography.cell`; kept in step with the coordinates."""
    radius_km: Mapped[int] = mapped_column(Integer, default=10)
    timezone: Mapped[str] = mapped_column(String(64))

    instant: Mapped[bool] = mapped_column(default=False)
    """Booked at once, or by request that the worker answers."""
    notice_minutes: Mapped[int] = mapped_column(Integer, default=720)
    horizon_days: Mapped[int] = mapped_column(Integer, default=60)
    buffer_before_minutes: Mapped[int] = mapped_column(Integer, default=0)
    buffer_after_minutes: Mapped[int] = mapped_column(Integer, default=15)
    cancellation_tier: Mapped[str] = mapped_column(String(10), default="flexible")
    accepts_cash: Mapped[bool] = mapped_column(default=True)
    accepts_transfer: Mapped[bool] = mapped_column(default=True)
    has_team: Mapped[bool] = mapped_column(default=False)
    """Whether the newest version of its team (`coop.market.teams`) names anybody."""

    title_words: Mapped[str] = mapped_column(Text, default="")
    words: Mapped[str] = mapped_column(Text, default="")
    """The words of title, description and place as `coop.market.words.indexed` cuts them. Triggers copy those
    of an open listing into the table `listing_words` (FTS5, or tsvector), which is what search asks."""

    worker: Mapped[Person] = relationship(lazy="raise")
    pictures: Mapped[list[ListingPicture]] = relationship(lazy="raise", order_by="ListingPicture.position")


class ListingPicture(Base):
    """A photo, re-encoded by us; files are named by their content."""

    __tablename__ = "listing_pictures"
    __table_args__ = (UniqueConstraint("listing_id", "position"),)

    id: Mapped[pk]
    listing_id: Mapped[int] = references("listings.id")
    position: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(String(64))
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    alt: Mapped[str] = mapped_column(String(200), default="")


class Place(Base):
    """A neighbourhood or town that some listing is in: the co-op's own small gazetteer."""

    __tablename__ = "places"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    """The words of the label, without case and accents."""
    label: Mapped[str] = mapped_column(String(80))
    latitude: Mapped[float] = mapped_column(Float)
    longitude: Mapped[float] = mapped_column(Float)


class MarketChanges(Base):
    """One row that counts changes of listings, pictures, hours and categories: the version of public pages.

    Triggers count; nobody else writes it.
    """

    __tablename__ = "market_changes"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    count: Mapped[int] = mapped_column(Integer)


@event.listens_for(Listing, "before_insert")
@event.listens_for(Listing, "before_update")
def _keep_what_search_needs(_mapper: Any, _connection: Any, listing: Listing) -> None:
    for name in ("title", "description", "place_label"):
        if getattr(listing, name) is None:  # the column's default is applied later than this
            setattr(listing, name, "")
    listing.title_words = indexed(listing.title)
    listing.words = indexed(listing.title, listing.description, listing.place_label)
    listing.cell = cell_of(listing.latitude, listing.longitude)


def cell_of(latitude: float | None, longitude: float | None) -> int | None:
    """The cell of a listing's point, None where it has none; for writers that go past the mapper."""
    if latitude is None or longitude is None:
        return None
    return geography.cell(geography.Place(latitude, longitude))
