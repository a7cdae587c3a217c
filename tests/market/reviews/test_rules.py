"""Reviews are blind until both are in or the days are over; a few of them do not outweigh many."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.market.reviews.rules import (
    NEUTRAL_STARS,
    check_stars,
    common_mean,
    is_visible,
    may_write,
    shrunk_mean,
    visible_from,
)

DONE = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
FACTS = {"completed_at": DONE, "blind_days": 7}

moments = st.timedeltas(timedelta(0), timedelta(days=20)).map(lambda after: DONE + after)
maybe_moments = st.none() | moments


@pytest.mark.parametrize(
    ("written", "other", "visible"),
    [
        (1, None, 7),  # alone: when the blind days are over
        (1, 2, 2),  # both: when the second is in
        (2, 1, 2),
        (1, 9, 7),  # the other came too late to lift anything
        (9, None, 9),  # after the blind days: at once
        (9, 8, 9),
        (0, 0, 0),
    ],
)
def test_when_a_review_is_seen(written, other, visible):
    other_written_at = None if other is None else DONE + other * DAY
    assert visible_from(DONE + written * DAY, other_written_at, **FACTS) == DONE + visible * DAY


def test_it_is_hidden_to_the_last_second():
    written_at = DONE + DAY
    assert not is_visible(written_at, None, **FACTS, at=DONE + 7 * DAY - SECOND)
    assert is_visible(written_at, None, **FACTS, at=DONE + 7 * DAY)
    assert not is_visible(written_at, DONE + 2 * DAY, **FACTS, at=DONE + 2 * DAY - SECOND)
    assert is_visible(written_at, DONE + 2 * DAY, **FACTS, at=DONE + 2 * DAY)


@given(moments, maybe_moments, moments)
def test_what_was_visible_stays_visible_and_nothing_shows_before_it_is_written(written_at, other, at):
    if is_visible(written_at, other, **FACTS, at=at):
        assert at >= written_at
        assert is_visible(written_at, other, **FACTS, at=at + DAY)
    assert is_visible(written_at, other, **FACTS, at=at) == (at >= visible_from(written_at, other, **FACTS))


@given(moments, moments)
def test_both_sides_become_visible_together_within_the_blind_days(one, other):
    if max(one, other) <= DONE + 7 * DAY:
        assert visible_from(one, other, **FACTS) == visible_from(other, one, **FACTS) == max(one, other)


@given(maybe_moments, moments)
def test_nobody_may_write_having_seen_the_others_review(other, at):
    allowed = may_write(**FACTS, own_written_at=None, other_written_at=other, at=at)
    seen = other is not None and is_visible(other, None, **FACTS, at=at)
    assert allowed == (not seen)


@pytest.mark.parametrize(
    ("completed_at", "own", "at", "allowed"),
    [
        (None, None, DONE, False),
        (DONE, None, DONE - SECOND, False),
        (DONE, None, DONE, True),
        (DONE, DONE, DONE + DAY, False),
        (DONE, None, DONE + 30 * DAY, True),
    ],
)
def test_one_may_write_after_completion_and_once(completed_at, own, at, allowed):
    facts = {"completed_at": completed_at, "blind_days": 7, "own_written_at": own, "other_written_at": None}
    assert may_write(**facts, at=at) is allowed


@given(st.integers(1, 100), st.data(), st.fractions(1, 5), st.integers(0, 50))
def test_the_shrunk_mean_lies_between_the_own_and_the_common(count, data, toward, prior_reviews):
    stars_sum = data.draw(st.integers(count, 5 * count))
    mean = shrunk_mean(count, stars_sum, toward=toward, prior_reviews=prior_reviews)
    own = Fraction(stars_sum, count)
    assert min(own, toward) <= mean <= max(own, toward)


def test_one_enthusiast_does_not_outrank_forty_content_clients():
    assert shrunk_mean(1, 5, toward=Fraction(4)) < shrunk_mean(40, 180, toward=Fraction(4))
    assert shrunk_mean(1, 5, toward=Fraction(4)) == Fraction(25, 6)


def test_without_reviews_the_mean_is_the_common_one():
    assert shrunk_mean(0, 0, toward=Fraction(43, 10)) == Fraction(43, 10)
    assert common_mean(0, 0) == NEUTRAL_STARS == 3
    assert common_mean(4, 17) == Fraction(17, 4)


@pytest.mark.parametrize("stars", [0, 6, -1, True])
def test_stars_are_one_to_five(stars):
    with pytest.raises(ValueError, match="1 to 5"):
        check_stars(stars)
    assert [check_stars(number) for number in range(1, 6)] == [1, 2, 3, 4, 5]


def test_impossible_sums_and_means_are_refused():
    for count, stars_sum in ((1, 6), (2, 1), (-1, -1), (0, 3)):
        with pytest.raises(ValueError, match="cannot sum"):
            common_mean(count, stars_sum)
        with pytest.raises(ValueError, match="cannot sum"):
            shrunk_mean(count, stars_sum, toward=Fraction(4))
    with pytest.raises(ValueError, match="scale"):
        shrunk_mean(1, 5, toward=Fraction(6))
    with pytest.raises(ValueError, match="no mean"):
        shrunk_mean(0, 0, toward=Fraction(4), prior_reviews=0)
    with pytest.raises(TypeError):
        shrunk_mean(1, 5, toward=4.0)
