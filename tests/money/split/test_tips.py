"""A tip paid in one with the price: no cent of it in a fee, none lost, none given twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.money.split.refunds import RefundTooLarge
from coop.money.split.tips import FeeParts, RefundParts, fee_parts, refund_parts, taken_from_tips

CENTS = st.integers(0, 10**7)


@given(fee=CENTS, price=st.integers(1, 10**7), tip=CENTS)
def test_a_processors_fee_is_parted_to_the_cent_and_the_worker_bears_none_of_the_tips(fee, price, tip):
    parts = fee_parts(fee, paid_cents=price + tip, tip_cents=tip)
    assert parts.of_price_cents + parts.of_tip_cents == fee
    assert 0 <= parts.of_price_cents * (price + tip) <= fee * price, "never more than the price's proportion"
    assert tip or parts.of_tip_cents == 0


def test_a_fee_that_comes_back_is_the_prices_and_a_tip_is_no_whole_payment():
    assert fee_parts(-20, paid_cents=1_100, tip_cents=100) == FeeParts(-20, 0)
    assert fee_parts(190, paid_cents=11_000, tip_cents=1_000) == FeeParts(172, 18)
    for paid, tip in ((100, 100), (100, 101), (100, -1)):
        with pytest.raises(ValueError, match="a tip of"):
            fee_parts(1, paid_cents=paid, tip_cents=tip)


@given(price=CENTS, tip=CENTS, data=st.data())
def test_refunds_in_any_steps_take_the_price_first_and_no_cent_more(price, tip, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, price + tip), max_size=8)))
    before, of_price, of_tip = 0, 0, 0
    for upto in [*cuts, price + tip]:
        part = refund_parts(price, tip, upto - before, refunded_before_cents=before)
        assert part.price_cents + part.tip_cents == upto - before
        assert part.tip_cents == 0 or of_price + part.price_cents == price
        before, of_price, of_tip = upto, of_price + part.price_cents, of_tip + part.tip_cents
    assert (of_price, of_tip) == (price, tip)
    with pytest.raises(RefundTooLarge):
        refund_parts(price, tip, 1, refunded_before_cents=price + tip)


def test_a_refund_after_the_work():
    assert refund_parts(10_000, 1_000, 11_000) == RefundParts(10_000, 1_000)
    assert refund_parts(10_000, 1_000, 500) == RefundParts(500, 0)
    assert refund_parts(10_000, 1_000, 800, refunded_before_cents=9_500) == RefundParts(500, 300)
    with pytest.raises(ValueError, match="no refund"):
        refund_parts(10_000, 1_000, -1)


@given(tips=st.lists(st.integers(1, 10_000), max_size=4), price=CENTS, data=st.data())
def test_what_goes_back_before_the_work_never_leaves_tips_that_are_not_held(tips, price, data):
    left = dict(enumerate(tips))
    held = price + sum(tips)
    amount = data.draw(st.integers(0, held))
    payment = data.draw(st.sampled_from([None, *left])) if left else None
    taken = taken_from_tips(left, amount, held_cents=held, payment=payment)
    assert all(0 < cents <= left[each] for each, cents in taken.items())
    assert sum(left.values()) - sum(taken.values()) <= held - amount
    assert sum(taken.values()) <= amount
    assert payment is None or taken.get(payment, 0) >= min(left[payment], amount), "its own tip goes first"


def test_only_the_tip_of_the_payment_that_goes_back_goes_with_it():
    assert taken_from_tips({1: 500, 2: 700}, 10_700, held_cents=21_200, payment=2) == {2: 700}
    assert taken_from_tips({1: 500, 2: 700}, 21_200, held_cents=21_200, payment=2) == {1: 500, 2: 700}
    assert taken_from_tips({1: 500}, 300, held_cents=10_500, payment=None) == {}
