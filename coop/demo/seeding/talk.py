"""What the two sides of a booking say to each other, and of each other."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from coop.demo.content.speech import Praise, reply_to, reviews_of, reviews_of_clients, words
from coop.demo.seeding.calendar import DAY, HOUR, awake
from coop.demo.seeding.steps import Step, later
from coop.demo.seeding.story import Story
from coop.market.bookings.models import Booking
from coop.market.bookings.queries import Course
from coop.market.bookings.states import Side
from coop.market.messages import actions as messages
from coop.market.reviews import actions as reviews
from coop.market.reviews.actions import Sides

_TALKS_SHARE, _CLIENT_REVIEWS_SHARE, _WORKER_REVIEWS_SHARE, _REPLIES_SHARE = 0.28, 0.64, 0.42, 0.4


def converse(story: Story, booking: Booking, accepted: dt.datetime) -> None:
    """Some exchange a few words before the work; the client begins."""
    if story.dice.random() >= _TALKS_SHARE:
        return
    moment = accepted
    for number, body in enumerate(story.dice.choice(words()["conversations"])):
        moment = awake(moment + story.dice.randint(4, 190) * dt.timedelta(minutes=1))
        if moment < booking.starts_at:
            later(story, booking, moment, _writes(Side.WORKER if number % 2 else Side.CLIENT, body))


def review(story: Story, booking: Booking, done: dt.datetime) -> None:
    """Most clients say how it was, some workers too, and some of them answer."""
    dice = story.dice
    worker = next(key for key, person_id in story.people.items() if person_id == booking.worker_id)
    if dice.random() < _CLIENT_REVIEWS_SHARE:
        praise = dice.choice(reviews_of(worker))
        later(story, booking, awake(done + dice.randint(2, 90) * HOUR), _reviews(Side.CLIENT, praise))
        reply = reply_to(praise.stars)
        if praise.body and reply and (praise.stars < 4 or dice.random() < _REPLIES_SHARE):
            # Blind until both have written or a week is over: nobody can answer before.
            later(story, booking, done + 8 * DAY, _replies(reply))
    if dice.random() < _WORKER_REVIEWS_SHARE:
        praise = dice.choice(reviews_of_clients())
        later(story, booking, awake(done + dice.randint(1, 60) * HOUR), _reviews(Side.WORKER, praise))


def _writes(side: Side, body: str) -> Step:
    def writes(session: Session, course: Course, at: dt.datetime) -> None:
        author_id, _ = _ids(course, side)
        messages.write(session, booking_id=course.booking.id, author_id=author_id, body=body, at=at)

    return writes


def _reviews(side: Side, praise: Praise) -> Step:
    def writes_review(session: Session, course: Course, at: dt.datetime) -> None:
        reviews.write(session, _sides(course, side), stars=praise.stars, body=praise.body, at=at)

    return writes_review


def _replies(body: str) -> Step:
    def replies(session: Session, course: Course, at: dt.datetime) -> None:
        reviews.reply(session, _sides(course, Side.WORKER), body=body, at=at)

    return replies


def _sides(course: Course, side: Side) -> Sides:
    author_id, subject_id = _ids(course, side)
    if course.completion is None:
        raise LookupError(f"{course.booking.reference} is not completed")
    return Sides(
        booking_id=course.booking.id, listing_id=course.booking.listing_id, author_id=author_id,
        subject_id=subject_id, of_worker=side is Side.CLIENT, completed_at=course.completion.confirmed_at,
    )


def _ids(course: Course, side: Side) -> tuple[int, int]:
    """The author's person id and the other side's."""
    client_id = course.booking.client_id
    if client_id is None:
        raise LookupError(f"{course.booking.reference} has no client here")
    pair = (client_id, course.booking.worker_id)
    return pair if side is Side.CLIENT else pair[::-1]
