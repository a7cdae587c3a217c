"""Reviews that may be read: of a worker on their listings, of a client for the worker who is asked.

Hidden ones do not leave the database. A review needs no other table to tell whether it shows: it carries the
moment of completion, and the other side's is in the same table.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from coop.market.reviews.models import Review, ReviewReply
from coop.people.persons.models import Person
from coop.policies.in_force import in_force


@dataclass(frozen=True)
class Read:
    """A review as its readers see it. `author` is empty for one who has not chosen to be named in public."""

    id: int
    stars: int
    body: str
    author: str
    written_at: dt.datetime
    listing_id: int
    reply: str
    replied_at: dt.datetime | None


@dataclass(frozen=True)
class Stars:
    """How many reviews show, and the sum of their stars."""

    count: int = 0
    stars_sum: int = 0

    @property
    def mean(self) -> Fraction | None:
        """The plain mean, None without reviews; ranking shrinks it (`reviews.rules.shrunk_mean`)."""
        return Fraction(self.stars_sum, self.count) if self.count else None


def reviews_of(
    session: Session, worker_id: int, at: dt.datetime, *, listing_id: int | None = None, limit: int = 20
) -> Sequence[Read]:
    """What clients wrote of a worker, newest first; of one listing alone where it is given."""
    query = _readable(session, at).where(Review.subject_id == worker_id, Review.of_worker.is_(True))
    if listing_id is not None:
        query = query.where(Review.listing_id == listing_id)
    return _read(session, query, limit)


def reviews_of_client(
    session: Session, client_id: int, at: dt.datetime, *, limit: int = 20
) -> Sequence[Read]:
    """What workers wrote of a client: for the worker whom this client asks, and for nobody else."""
    return _read(
        session,
        _readable(session, at).where(Review.subject_id == client_id, Review.of_worker.is_(False)),
        limit,
    )


def stars_of(
    session: Session,
    subject_id: int,
    at: dt.datetime,
    *,
    of_worker: bool = True,
    listing_id: int | None = None,
) -> Stars:
    """The reviews of one person that show, in sum; as a worker, or as a client."""
    query = select(func.count(), func.coalesce(func.sum(Review.stars), 0)).where(
        Review.subject_id == subject_id, Review.of_worker.is_(of_worker), visible(session, at)
    )
    if listing_id is not None:
        query = query.where(Review.listing_id == listing_id)
    count, total = session.execute(query).one()
    return Stars(int(count), int(total))


def stars_of_workers(session: Session, worker_ids: Iterable[int], at: dt.datetime) -> dict[int, Stars]:
    """`stars_of` many workers in one query; those without reviews are left out."""
    query = (
        select(Review.subject_id, func.count(), func.sum(Review.stars))
        .where(Review.subject_id.in_(set(worker_ids)), Review.of_worker.is_(True), visible(session, at))
        .group_by(Review.subject_id)
    )
    return {worker_id: Stars(int(count), int(total)) for worker_id, count, total in session.execute(query)}


def visible(session: Session, at: dt.datetime) -> ColumnElement[bool]:
    """SQL: the review shows at `at`; the same rule as `reviews.rules.is_visible`."""
    blind = dt.timedelta(days=in_force(session, "reviews.blind_days", at).whole)
    other = aliased(Review)
    both = exists().where(
        other.booking_id == Review.booking_id, other.author_id != Review.author_id, other.written_at <= at
    )
    return and_(Review.written_at <= at, or_(Review.completed_at <= at - blind, both))


def _readable(session: Session, at: dt.datetime) -> Select[Review, str, ReviewReply]:
    return (
        select(Review, case((Person.is_public, Person.display_name), else_=""), ReviewReply)
        .join(Person, Person.id == Review.author_id)
        .outerjoin(ReviewReply, ReviewReply.review_id == Review.id)
        .where(visible(session, at))
        .order_by(Review.id.desc())
    )


def _read(session: Session, query: Select[Review, str, ReviewReply], limit: int) -> list[Read]:
    rows: Iterable[tuple[Review, str, ReviewReply | None]] = session.execute(query.limit(limit))
    return [
        Read(
            id=review.id,
            stars=review.stars,
            body=review.body,
            author=author,
            written_at=review.written_at,
            listing_id=review.listing_id,
            reply=reply.body if reply else "",
            replied_at=reply.written_at if reply else None,
        )
        for review, author, reply in rows
    ]
