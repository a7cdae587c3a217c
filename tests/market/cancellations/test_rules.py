"""What a cancellation gives back, to the second."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.market.cancellations.rules import (
    CancellationTerms,
    CancellationTier,
    Deadline,
    Ground,
    cancellation_terms,
    deadlines,
)

STARTS_AT = datetime(2026, 3, 20, 14, 0, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
FLEXIBLE, MODERATE, STRICT = CancellationTier

moments = st.timedeltas(timedelta(days=-30), timedelta(days=2)).map(lambda before: STARTS_AT + before)


@pytest.mark.parametrize(
    ("tier", "before", "kept_cents"),
    [
        (FLEXIBLE, 30 * DAY, 0),
        (FLEXIBLE, 24 * HOUR + SECOND, 0),
        (FLEXIBLE, 24 * HOUR, 0),
        (FLEXIBLE, 24 * HOUR - SECOND, 4200),
        (FLEXIBLE, SECOND, 4200),
        (FLEXIBLE, -HOUR, 4200),
        (MODERATE, 30 * DAY, 0),
        (MODERATE, 24 * HOUR, 0),
        (MODERATE, 24 * HOUR - SECOND, 8400),
        (MODERATE, -HOUR, 8400),
        (STRICT, 30 * DAY, 4200),
        (STRICT, 5 * DAY + SECOND, 4200),
        (STRICT, 5 * DAY, 4200),
        (STRICT, 5 * DAY - SECOND, 8400),
        (STRICT, -HOUR, 8400),
    ],
)
def test_each_tier_keeps_its_share_from_its_second_on(tier, before, kept_cents):
    terms = cancellation_terms(tier, 8400, starts_at=STARTS_AT, at=STARTS_AT - before)
    assert terms == CancellationTerms(8400 - kept_cents, kept_cents, Ground.TIER)


@given(st.sampled_from(CancellationTier), st.integers(0, 10**9), moments)
def test_what_is_kept_and_given_back_is_the_price(tier, price_cents, at):
    terms = cancellation_terms(tier, price_cents, starts_at=STARTS_AT, at=at)
    assert terms.kept_cents + terms.refund_cents == price_cents
    assert min(terms.kept_cents, terms.refund_cents) >= 0


@given(st.sampled_from(CancellationTier), st.integers(0, 10**9), moments, moments)
def test_waiting_never_pays(tier, price_cents, one, other):
    earlier, later = (
        cancellation_terms(tier, price_cents, starts_at=STARTS_AT, at=at) for at in sorted((one, other))
    )
    assert earlier.refund_cents >= later.refund_cents


@given(st.sampled_from(CancellationTier), st.integers(0, 10**9), moments)
def test_a_workers_cancellation_and_a_waiver_give_everything_back(tier, price_cents, at):
    asked = {"starts_at": STARTS_AT, "at": at}
    by_worker = cancellation_terms(tier, price_cents, **asked, by_worker=True)
    waived = cancellation_terms(tier, price_cents, **asked, waived=True)
    assert by_worker == CancellationTerms(price_cents, 0, Ground.WORKER)
    assert waived == CancellationTerms(price_cents, 0, Ground.WAIVER)


def test_half_a_cent_is_kept():
    terms = cancellation_terms(FLEXIBLE, 8399, starts_at=STARTS_AT, at=STARTS_AT)
    assert (terms.kept_cents, terms.refund_cents) == (4200, 4199)


def test_the_dates_of_a_booking_can_be_told_beforehand():
    assert deadlines(STRICT, 8400, STARTS_AT) == (
        Deadline(STARTS_AT - 5 * DAY, Fraction(1, 2), kept_cents=4200, refund_cents=4200),
        Deadline(None, Fraction(1), kept_cents=8400, refund_cents=0),
    )
    assert deadlines(FLEXIBLE, 8400, STARTS_AT)[0] == Deadline(STARTS_AT - DAY, Fraction(0), 0, 8400)


@given(st.sampled_from(CancellationTier), st.integers(0, 10**9))
def test_the_terms_at_a_date_told_are_the_terms_told(tier, price_cents):
    first, last = deadlines(tier, price_cents, STARTS_AT)
    for line, at in ((first, first.until), (last, first.until + timedelta.resolution)):
        terms = cancellation_terms(tier, price_cents, starts_at=STARTS_AT, at=at)
        assert (terms.kept_cents, terms.refund_cents) == (line.kept_cents, line.refund_cents)


def test_a_day_is_24_hours_on_the_day_the_clocks_change_too():
    paris = ZoneInfo("Europe/Paris")
    starts_at = datetime(2026, 10, 25, 12, 0, tzinfo=paris)  # 11:00Z; 12:00 the day before was 10:00Z
    assert deadlines(FLEXIBLE, 8400, starts_at)[0].until == datetime(2026, 10, 24, 11, 0, tzinfo=UTC)
    at = datetime(2026, 10, 24, 13, 0, tzinfo=paris)
    assert cancellation_terms(FLEXIBLE, 8400, starts_at=starts_at, at=at).kept_cents == 0
    assert cancellation_terms(FLEXIBLE, 8400, starts_at=starts_at, at=at + SECOND).kept_cents == 4200


def test_a_negative_price_and_a_naive_time_are_refused():
    with pytest.raises(ValueError, match="negative"):
        deadlines(FLEXIBLE, -1, STARTS_AT)
    with pytest.raises(ValueError, match="needs a zone"):
        deadlines(FLEXIBLE, 100, STARTS_AT.replace(tzinfo=None))
