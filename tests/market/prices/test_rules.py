"""What a booking costs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.market.prices.rules import (
    Limits,
    OutsideLimits,
    PriceKind,
    PriceTier,
    Quote,
    Rates,
    TierNotOffered,
    quote,
    scale,
)

SCALE = Rates(standard_cents=2800, supported_cents=2000, solidarity_cents=3500)


@pytest.mark.parametrize(
    ("rate_cents", "minutes", "total_cents"),
    [
        (2800, 60, 2800),
        (2800, 90, 4200),
        (2800, 180, 8400),
        (1000, 50, 833),  # 833.33
        (1000, 10, 167),  # 166.67
        (1002, 5, 84),  # 83.5: a half goes up
        (1, 29, 0),
        (1, 30, 1),
        (0, 60, 0),
    ],
)
def test_a_price_per_hour_counts_minutes_half_up(rate_cents, minutes, total_cents):
    made = quote(PriceKind.PER_HOUR, Rates(rate_cents), PriceTier.STANDARD, minutes=minutes)
    assert made == Quote(PriceKind.PER_HOUR, PriceTier.STANDARD, rate_cents, minutes, total_cents)


@given(st.integers(0, 10**7), st.integers(1, 10**5))
def test_a_price_per_hour_is_never_more_than_half_a_cent_off(rate_cents, minutes):
    total_cents = quote(
        PriceKind.PER_HOUR, Rates(rate_cents), PriceTier.STANDARD, minutes=minutes
    ).total_cents
    assert -30 < 60 * total_cents - rate_cents * minutes <= 30


def test_a_fixed_price_is_the_same_however_long_it_takes():
    for minutes in (0, 30, 600):
        made = quote(PriceKind.FIXED, SCALE, PriceTier.SOLIDARITY, minutes=minutes)
        assert (made.quantity, made.total_cents) == (1, 3500)


def test_a_price_per_unit_counts_units_and_not_minutes():
    made = quote(PriceKind.PER_UNIT, SCALE, PriceTier.SUPPORTED, minutes=45, units=3)
    assert (made.quantity, made.total_cents) == (3, 6000)


def test_the_scale_shows_every_tier_from_the_least_price_to_the_most():
    totals = [(each.tier, each.total_cents) for each in scale(PriceKind.PER_HOUR, SCALE, minutes=90)]
    assert totals == [(PriceTier.SUPPORTED, 3000), (PriceTier.STANDARD, 4200), (PriceTier.SOLIDARITY, 5250)]


def test_a_worker_may_leave_tiers_out():
    rates = Rates(standard_cents=2800, solidarity_cents=3500)
    assert rates.tiers == (PriceTier.STANDARD, PriceTier.SOLIDARITY)
    with pytest.raises(TierNotOffered):
        quote(PriceKind.FIXED, rates, PriceTier.SUPPORTED)


@pytest.mark.parametrize(
    "cents", [(-1, None, None), (100, -1, None), (100, 101, None), (100, None, 99), (100, 50, 70)]
)
def test_prices_are_not_negative_and_rise_along_the_scale(cents):
    with pytest.raises(ValueError, match="price"):
        Rates(*cents)


@pytest.mark.parametrize(
    ("kind", "amounts"),
    [
        (PriceKind.PER_HOUR, {"minutes": 0}),
        (PriceKind.PER_HOUR, {"minutes": -60}),
        (PriceKind.PER_HOUR, {"units": 3}),
        (PriceKind.PER_UNIT, {"minutes": 60}),
        (PriceKind.PER_UNIT, {"units": -1}),
    ],
)
def test_nothing_is_sold_by_the_hour_or_the_unit_without_any(kind, amounts):
    with pytest.raises(ValueError, match="positive quantity"):
        quote(kind, SCALE, PriceTier.STANDARD, **amounts)


def test_limits_take_their_steps_and_nothing_else():
    limits = Limits(least=60, most=200, step=30)
    assert list(limits.choices) == [60, 90, 120, 150, 180]
    for minutes in limits.choices:
        limits.check(minutes)


@pytest.mark.parametrize("minutes", [0, -60, 30, 59, 61, 75, 200, 210])
def test_a_forged_length_is_refused_with_the_limits(minutes):
    limits = Limits(least=60, most=200, step=30)
    with pytest.raises(OutsideLimits) as refused:
        limits.check(minutes)
    assert (refused.value.amount, refused.value.limits) == (minutes, limits)


@pytest.mark.parametrize("limits", [(0, 10), (10, 9), (-5, 5), (1, 5, 0)])
def test_impossible_limits_cannot_be_made(limits):
    with pytest.raises(ValueError, match="limits"):
        Limits(*limits)
