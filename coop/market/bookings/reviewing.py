"""The reviews of one booking, as one of its sides may see them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from coop.market.bookings.queries import Course
from coop.market.bookings.states import Side
from coop.market.reviews.actions import Sides, both, shows
from coop.market.reviews.models import Review, ReviewReply
from coop.market.reviews.rules import may_write
from coop.people.persons.models import Person
from coop.policies.in_force import in_force


@dataclass(frozen=True)
class Reviews:
    """`other` is None while it is hidden from this reader, written or not."""

    own: Review | None
    other: Review | None
    reply_to_own: ReviewReply | None
    own_reply: ReviewReply | None
    may_write: bool
    may_reply: bool


def sides_of(course: Course, author: Person) -> Sides | None:
    """The booking as reviews know it, with `author` as the one who writes; None before it is done."""
    booking, side = course.booking, course.side_of(author.id)
    if course.completion is None or side is None or booking.client_id is None:
        return None
    if side is Side.WORKER and author.id != booking.worker_id:  # a team is reviewed as its lead, who also writes for it
        return None
    by_client = side is Side.CLIENT
    return Sides(
        booking_id=booking.id,
        listing_id=booking.listing_id,
        author_id=author.id,
        subject_id=booking.worker_id if by_client else booking.client_id,
        of_worker=by_client,
        completed_at=course.completion.confirmed_at,
    )


def reviews_page(session: Session, course: Course, reader: Person, at: dt.datetime) -> Reviews | None:
    """What the reader sees of the two reviews; None before the work is done."""
    sides = sides_of(course, reader)
    if sides is None:
        return None
    own, other = both(session, sides)
    open_to_write = may_write(
        completed_at=sides.completed_at,
        own_written_at=own.written_at if own else None,
        other_written_at=other.written_at if other else None,
        blind_days=in_force(session, "reviews.blind_days", at).whole,
        at=at,
    )
    seen = other if other is not None and shows(session, other, own, at) else None
    own_reply = session.get(ReviewReply, seen.id) if seen else None
    return Reviews(
        own=own,
        other=seen,
        reply_to_own=session.get(ReviewReply, own.id) if own else None,
        own_reply=own_reply,
        may_write=open_to_write,
        may_reply=seen is not None and own_reply is None,
    )
