"""Which reviews leave the database, held against the rule in `coop.market.reviews.rules`."""

from __future__ import annotations

import datetime as dt

import pytest

from coop.market.bookings.reviewing import sides_of
from coop.market.reviews import actions
from coop.market.reviews.queries import Stars, reviews_of, reviews_of_client, stars_of, stars_of_workers
from tests.market.bookings.factories import make_booking

DAY = dt.timedelta(days=1)


@pytest.fixture
def done(session, coop):
    return make_booking(session, completed=True)


def review(session, course, author, stars, at):
    return actions.write(session, sides_of(course, author), stars=stars, body="Words", at=at)


def test_a_review_shows_after_the_blind_days(session, done):
    booking, completed_at = done.booking, done.completion.confirmed_at
    review(session, done, booking.client, 4, completed_at + DAY)
    assert reviews_of(session, booking.worker_id, completed_at + 7 * DAY - dt.timedelta(seconds=1)) == []
    assert stars_of(session, booking.worker_id, completed_at + 6 * DAY) == Stars()
    (shown,) = reviews_of(session, booking.worker_id, completed_at + 7 * DAY)
    assert (shown.stars, shown.body, shown.author) == (4, "Words", ""), "who has not chosen to be named is not"
    assert stars_of_workers(session, [booking.worker_id], completed_at + 7 * DAY) == {booking.worker_id: Stars(1, 4)}


def test_both_show_as_soon_as_both_are_in_each_to_its_readers(session, done):
    booking, at = done.booking, done.completion.confirmed_at + DAY
    review(session, done, booking.client, 5, at)
    review(session, done, booking.worker, 2, at)
    assert [each.stars for each in reviews_of(session, booking.worker_id, at)] == [5]
    assert [each.stars for each in reviews_of_client(session, booking.client_id, at)] == [2]
    assert reviews_of(session, booking.client_id, at) == []
    assert stars_of(session, booking.client_id, at, of_worker=False) == Stars(1, 2)


def test_nobody_reviews_twice_or_in_answer_to_what_they_read(session, done):
    booking, at = done.booking, done.completion.confirmed_at
    review(session, done, booking.client, 5, at)
    with pytest.raises(actions.NotOpen):
        review(session, done, booking.client, 1, at)
    with pytest.raises(actions.NotOpen):
        review(session, done, booking.worker, 1, at + 8 * DAY)


def test_work_not_done_is_not_reviewed(session, coop):
    course = make_booking(session, accepted=True)
    assert sides_of(course, course.booking.client) is None


def test_a_reply_is_one_and_only_to_what_shows(session, done):
    booking, at = done.booking, done.completion.confirmed_at
    review(session, done, booking.client, 5, at)
    sides = sides_of(done, booking.worker)
    with pytest.raises(actions.NotOpen):
        actions.reply(session, sides, body="Thanks", at=at)
    actions.reply(session, sides, body="Thanks", at=at + 7 * DAY)
    with pytest.raises(actions.NotOpen):
        actions.reply(session, sides, body="Again", at=at + 7 * DAY)
    assert reviews_of(session, booking.worker_id, at + 7 * DAY)[0].reply == "Thanks"
