"""Each signal, at the points its words name."""

from datetime import date, timedelta
from fractions import Fraction
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.market.ranking import signals
from coop.market.ranking.signals import ONE

HALF = ONE // 2


@pytest.mark.parametrize(
    ("metres", "signal"), [(None, 0), (0, ONE), (5_000, HALF), (10_000, 333_334), (20_000_000, 250)]
)
def test_near_counts(metres, signal):
    assert signals.distance(metres) == signal


@pytest.mark.parametrize(
    ("minutes", "signal"), [(None, 0), (0, ONE), (2 * 24 * 60, HALF), (6 * 24 * 60, ONE // 4)]
)
def test_free_soon_counts(minutes, signal):
    assert signals.availability(minutes) == signal


@pytest.mark.parametrize(("bookings", "signal"), [(0, 0), (1, 90_909), (10, HALF), (30, 750_000)])
def test_completed_work_counts_less_and_less(bookings, signal):
    assert signals.completed(bookings) == signal


@pytest.mark.parametrize(
    ("mean", "signal"),
    [(Fraction(1), 0), (Fraction(3), HALF), (Fraction(5), ONE), (Fraction(25, 6), 791_666)],
)
def test_reviews_count_from_one_star_to_five(mean, signal):
    assert signals.reviews(mean) == signal


@pytest.mark.parametrize(
    ("days", "signal"), [(-1, ONE), (0, ONE), (45, HALF), (89, ONE // 90), (90, 0), (4000, 0)]
)
def test_being_new_counts_for_ninety_days(days, signal):
    assert signals.newcomer(days) == signal


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_signals_stay_between_zero_and_one_and_are_monotone(one, other):
    less, more = sorted((one, other))
    for falling in (signals.distance, signals.availability, signals.newcomer):
        assert ONE >= falling(less) >= falling(more) >= 0
    assert 0 <= signals.completed(less) <= signals.completed(more) < ONE


def test_the_draw_can_be_recomputed_by_anyone():
    for reference in ("K7Q29XPM", "00000000", "ZZZZZZZZ", "TDSP4H3N"):
        drawn = sha256(b"2026-03-08" + reference.encode()).hexdigest()
        assert signals.rotation(date(2026, 3, 8), reference) == int(drawn[:16], 16) * (ONE + 1) // 2**64


def test_the_draw_gives_everyone_a_turn():
    listings = [f"L{number}" for number in range(5)]
    first = [
        max(listings, key=lambda listing: signals.rotation(day, listing))
        for day in (date(2026, 1, 1) + timedelta(days=number) for number in range(1000))
    ]
    assert all(140 < first.count(listing) < 260 for listing in listings)


@given(st.dates(), st.text(max_size=20))
def test_the_draw_stays_between_zero_and_one(day, reference):
    assert 0 <= signals.rotation(day, reference) <= ONE


def test_less_than_nothing_is_no_signal():
    for made_of in (signals.distance, signals.availability, signals.completed):
        with pytest.raises(ValueError, match="what is there"):
            made_of(-1)
