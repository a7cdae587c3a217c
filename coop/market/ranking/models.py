"""What is known of a listing for the published order, computed ahead: search only reads it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Integer
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import UtcDateTime, references


class ListingSignals(Base):
    """A listing's work, reviews and next free time when last looked at; see `coop.market.ranking.actions`."""

    __tablename__ = "listing_signals"

    listing_id: Mapped[int] = references("listings.id", primary_key=True, autoincrement=False)
    computed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
    completed: Mapped[int] = mapped_column(Integer, default=0)
    """Bookings of this listing carried out."""
    reviews: Mapped[int] = mapped_column(Integer, default=0)
    """Visible reviews by clients of this listing, and the sum of their stars."""
    stars: Mapped[int] = mapped_column(Integer, default=0)
    all_reviews: Mapped[int] = mapped_column(Integer, default=0)
    """The same for the whole co-op at that moment: the mean toward which reviews are shrunk."""
    all_stars: Mapped[int] = mapped_column(Integer, default=0)
    reviews_signal: Mapped[int] = mapped_column(Integer, default=0)
    """In millionths, of `coop.market.ranking.signals.reviews`."""
    new_since: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    """When the worker's first listing was published."""
    next_free_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    """The first slot of the least length that could be booked."""
