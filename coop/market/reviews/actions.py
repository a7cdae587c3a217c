"""Reviewing the other side of a completed booking, and replying."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.market.reviews.models import Review, ReviewReply
from coop.market.reviews.rules import check_stars, is_visible, may_write
from coop.policies.in_force import in_force

LONGEST = 2000


class NotOpen(ValueError):
    """This review cannot be written or replied to now."""


@dataclass(frozen=True)
class Sides:
    """A completed booking as reviews know it. `author_id` writes of `subject_id`."""

    booking_id: int
    listing_id: int
    author_id: int
    subject_id: int
    of_worker: bool
    completed_at: dt.datetime


def write(session: Session, sides: Sides, *, stars: int, body: str, at: dt.datetime) -> Review:
    """Write a review: once, after completion, and not having read the other's. Raises NotOpen, ValueError."""
    check_stars(stars)
    if len(body) > LONGEST:
        raise ValueError(f"a review has up to {LONGEST} characters")
    own, other = both(session, sides)
    if not may_write(
        completed_at=sides.completed_at,
        own_written_at=own.written_at if own else None,
        other_written_at=other.written_at if other else None,
        blind_days=in_force(session, "reviews.blind_days", at).whole,
        at=at,
    ):
        raise NotOpen(f"booking {sides.booking_id} cannot be reviewed by {sides.author_id}")
    review = Review(
        booking_id=sides.booking_id,
        listing_id=sides.listing_id,
        author_id=sides.author_id,
        subject_id=sides.subject_id,
        of_worker=sides.of_worker,
        completed_at=sides.completed_at,
        stars=stars,
        body=body.strip(),
        written_at=at,
    )
    session.add(review)
    session.flush()
    return review


def reply(session: Session, sides: Sides, *, body: str, at: dt.datetime) -> ReviewReply:
    """The author's one reply to what the other side wrote, once it shows. Raises NotOpen, ValueError."""
    body = body.strip()
    if not 0 < len(body) <= LONGEST:
        raise ValueError(f"a reply has 1 to {LONGEST} characters")
    own, other = both(session, sides)
    if other is None or session.get(ReviewReply, other.id) is not None or not shows(session, other, own, at):
        raise NotOpen(f"there is nothing for {sides.author_id} to reply to")
    written = ReviewReply(review_id=other.id, body=body, written_at=at)
    session.add(written)
    session.flush()
    return written


def both(session: Session, sides: Sides) -> tuple[Review | None, Review | None]:
    """The author's own review of a booking and the other side's; each None until it is written."""
    found = session.execute(select(Review).where(Review.booking_id == sides.booking_id)).scalars().all()
    own = next((review for review in found if review.author_id == sides.author_id), None)
    return own, next((review for review in found if review.author_id != sides.author_id), None)


def shows(session: Session, review: Review, other: Review | None, at: dt.datetime) -> bool:
    """Whether everyone may read a review by now, given the other one of its booking."""
    return is_visible(
        review.written_at,
        other.written_at if other else None,
        completed_at=review.completed_at,
        blind_days=in_force(session, "reviews.blind_days", at).whole,
        at=at,
    )
