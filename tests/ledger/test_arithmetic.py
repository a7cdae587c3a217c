"""Sharing out and rounding: no cent appears, none is lost, and a recount gives the same."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction as F
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.ledger.arithmetic import exact, half_up, round_up, share_out

weights = st.lists(
    st.one_of(st.integers(0, 10**6), st.fractions(0, 1000, max_denominator=97)), min_size=1, max_size=30
).filter(any)
totals = st.integers(0, 10**11)


@given(totals, weights)
def test_no_cent_is_lost(total, weights):
    assert sum(share_out(total, weights)) == total


@given(totals, weights)
def test_nobody_is_a_whole_cent_away_from_the_exact_quota(total, weights):
    whole = sum(weights)
    for cents, weight in zip(share_out(total, weights), weights, strict=True):
        assert abs(cents - F(total * weight, whole)) < 1


@given(totals, weights)
def test_who_has_no_weight_gets_no_cent(total, weights):
    assert all(
        cents == 0 for cents, weight in zip(share_out(total, weights), weights, strict=True) if not weight
    )


@given(totals, weights)
def test_who_has_more_weight_gets_no_less(total, weights):
    pairs = sorted(zip(weights, share_out(total, weights), strict=True))
    for (low, less), (high, more) in pairwise(pairs):
        assert less <= more or low == high


@given(totals, weights, st.fractions(F(1, 100), 100))
def test_only_proportions_count(total, weights, factor):
    assert share_out(total, weights) == share_out(total, [weight * factor for weight in weights])


@given(totals, weights, st.randoms(use_true_random=False))
def test_with_tie_keys_the_order_of_the_list_changes_nothing(total, weights, random):
    keys = [f"member {i}" for i in range(len(weights))]
    before = dict(zip(keys, share_out(total, weights, keys), strict=True))
    shuffled = list(zip(keys, weights, strict=True))
    random.shuffle(shuffled)
    keys = [key for key, _ in shuffled]
    assert dict(zip(keys, share_out(total, [weight for _, weight in shuffled], keys), strict=True)) == before


def test_a_tie_goes_to_the_lower_key_and_without_keys_to_the_earlier():
    assert share_out(10, [1, 1, 1]) == [4, 3, 3]
    assert share_out(10, [1, 1, 1], ["c", "a", "b"]) == [3, 4, 3]
    assert share_out(11, [1, 1, 1], [b"\x02", b"\x03", b"\x01"]) == [4, 3, 4]
    assert share_out(10, [1, 1, 1], [2, 1, 1]) == [3, 4, 3]


def test_the_largest_remainder_goes_before_any_tie_key():
    assert share_out(100, [F(1, 3), F(1, 2), F(1, 6)], ["a", "b", "c"]) == [33, 50, 17]


def test_the_published_12000_are_shared_out_whole():
    shares = share_out(1_200_000, [F(123), F(97), F(411), F(7), F(7), F(7)])
    assert sum(shares) == 1_200_000


def test_nothing_shared_out_is_nothing_each():
    assert share_out(0, [3, 5]) == [0, 0]
    assert share_out(0, [0, 0]) == [0, 0]
    assert share_out(0, []) == []


@pytest.mark.parametrize(
    ("total", "weights", "keys"),
    [(-1, [1], None), (1, [], None), (5, [0, 0], None), (5, [1, -1, 1], None), (5, [1, 2], ["a"])],
)
def test_what_cannot_be_shared_out_is_refused(total, weights, keys):
    with pytest.raises(ValueError, match=r"\w"):
        share_out(total, weights, keys)


@pytest.mark.parametrize(("total", "weights"), [(1.0, [1]), (True, [1]), (1, [0.5, 0.5]), (1, [True])])
def test_floats_and_truth_values_are_no_money(total, weights):
    with pytest.raises(TypeError, match=r"not (float|bool)"):
        share_out(total, weights)


@given(st.decimals(-(10**9), 10**9, places=4))
def test_half_up_is_the_decimal_modules_half_up(amount):
    assert half_up(F(amount)) == int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


@given(st.fractions())
def test_a_reversal_undoes_a_rounded_amount_to_the_cent(amount):
    assert half_up(amount) + half_up(-amount) == 0


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [(F(1, 2), 1), (F(3, 2), 2), (F(5, 2), 3), (F(-1, 2), -1), (F(49, 100), 0), (7, 7), (0, 0)],
)
def test_a_half_goes_away_from_zero(amount, rounded):
    assert half_up(amount) == rounded


@given(st.fractions())
def test_rounding_up_is_at_least_the_amount_and_less_than_a_cent_more(amount):
    assert amount <= round_up(amount) < amount + 1


@pytest.mark.parametrize("function", [exact, half_up, round_up])
@pytest.mark.parametrize("amount", [0.5, "1", True, Decimal(1), None])
def test_only_exact_numbers_are_taken(function, amount):
    with pytest.raises(TypeError):
        function(amount)
