"""Reviews of completed bookings, and replies."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coop.db import Base
from coop.db.types import moment, pk, references


class Review(Base):
    """What one side says of the other; hidden until both have written or the blind days have passed."""

    __tablename__ = "reviews"
    __table_args__ = (
        CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),
        UniqueConstraint("booking_id", "author_id"),
        CheckConstraint("author_id <> subject_id", name="sides"),
        Index("ix_reviews_subject_id_id", "subject_id", "id"),
    )

    id: Mapped[pk]
    booking_id: Mapped[int] = references("bookings.id")
    author_id: Mapped[int] = references("people.id")
    subject_id: Mapped[int] = references("people.id")
    stars: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text, default="")
    written_at: Mapped[moment]
    completed_at: Mapped[moment]
    """When the work was done: the blind days count from it, so no other table need be asked."""
    of_worker: Mapped[bool]
    """Whether the client writes of the worker, or the worker of the client."""
    listing_id: Mapped[int] = references("listings.id")


class ReviewReply(Base):
    """The reviewed side's one reply."""

    __tablename__ = "review_replies"

    review_id: Mapped[int] = references("reviews.id", primary_key=True, autoincrement=False)
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[moment]
