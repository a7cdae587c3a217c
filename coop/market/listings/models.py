"""A worker's listing and its pictures."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Float, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coop.db import Base
from coop.db.types import UtcDateTime, moment, pk, references
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
        Index("ix_listings_latitude_longitude", "latitude", "longitude"),
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
