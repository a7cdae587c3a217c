"""Refunds give back what was split, in the same proportion, and no cent more or less."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.money.split.refunds import RefundSplit, RefundTooLarge, refund_split


@st.composite
def refunded_bookings(draw):
    """A price, its fee, and refunds that do not exceed it together."""
    price_cents = draw(st.integers(1, 10**7))
    fee_cents = draw(st.integers(0, price_cents))
    cuts = sorted(draw(st.lists(st.integers(0, price_cents), min_size=1, max_size=8)))
    return (
        price_cents,
        fee_cents,
        [after - before for before, after in zip([0, *cuts[:-1]], cuts, strict=True)],
    )


def test_twenty_of_a_hundred_comes_nineteen_from_the_worker_and_one_from_the_fee():
    assert refund_split(10_000, 500, 2000) == RefundSplit(worker_cents=1900, fee_cents=100)


def test_a_full_refund_returns_the_fee_exactly():
    assert refund_split(8399, 420, 8399) == RefundSplit(worker_cents=7979, fee_cents=420)


@given(refunded_bookings())
def test_no_cent_is_lost_or_given_twice_over_many_refunds(booking):
    price_cents, fee_cents, refunds = booking
    before = from_worker = from_fee = 0
    for refund_cents in refunds:
        part = refund_split(price_cents, fee_cents, refund_cents, refunded_before_cents=before)
        assert part.worker_cents >= 0
        assert part.fee_cents >= 0
        assert part.worker_cents + part.fee_cents == refund_cents
        before, from_worker, from_fee = (
            before + refund_cents,
            from_worker + part.worker_cents,
            from_fee + part.fee_cents,
        )
    assert from_fee <= fee_cents
    assert from_worker <= price_cents - fee_cents
    assert RefundSplit(from_worker, from_fee) == refund_split(price_cents, fee_cents, before)
    rest = refund_split(price_cents, fee_cents, price_cents - before, refunded_before_cents=before)
    assert (from_worker + rest.worker_cents, from_fee + rest.fee_cents) == (
        price_cents - fee_cents,
        fee_cents,
    )


def test_half_a_cent_comes_from_the_fee():
    assert refund_split(100, 50, 1) == RefundSplit(worker_cents=0, fee_cents=1)
    assert refund_split(100, 49, 1) == RefundSplit(worker_cents=1, fee_cents=0)


def test_cent_by_cent_comes_to_the_same_as_at_once():
    parts = [refund_split(999, 50, 1, refunded_before_cents=before) for before in range(999)]
    assert sum(part.fee_cents for part in parts) == 50
    assert {part.fee_cents for part in parts} == {0, 1}


@pytest.mark.parametrize(("refund_cents", "before"), [(10_001, 0), (1, 10_000), (5001, 5000)])
def test_more_than_was_paid_is_not_refunded(refund_cents, before):
    with pytest.raises(RefundTooLarge):
        refund_split(10_000, 500, refund_cents, refunded_before_cents=before)


@pytest.mark.parametrize("amounts", [(-1, 0, 0), (100, -1, 0), (100, 5, -1), (100, 101, 1)])
def test_impossible_refunds_are_refused(amounts):
    with pytest.raises(ValueError, match="no refund"):
        refund_split(*amounts)
    with pytest.raises(ValueError, match="no refund"):
        refund_split(100, 5, 1, refunded_before_cents=-1)


def test_of_nothing_nothing_is_refunded():
    assert refund_split(0, 0, 0) == RefundSplit(0, 0)
