"""Splitting among a team: every cent to somebody, none twice, whatever goes back in however many steps."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.money.split.refunds import refund_split, refund_steps
from coop.money.teams.rules import borne_by, given_back, left_after, split, tip_split

PARTS = st.lists(st.integers(1, 1_000), min_size=1, max_size=8).map(lambda parts: list(enumerate(parts, start=1)))
CENTS = st.integers(0, 10**8)


@given(CENTS, CENTS, PARTS)
def test_shares_sum_to_the_cent_and_are_off_their_quota_by_less_than_one(worker, fee, parts):
    shares = split(worker, fee, parts)
    assert sum(share.worker_cents for share in shares) == worker
    assert sum(share.fee_cents for share in shares) == fee
    whole = sum(each for _, each in parts)
    for share, (party, each) in zip(shares, parts, strict=True):
        assert share.party_id == party
        assert abs(share.worker_cents - Fraction(worker * each, whole)) < 1


def test_of_equal_remainders_the_earlier_gets_the_cent():
    assert [share.worker_cents for share in split(100, 0, [(7, 1), (8, 1), (9, 1)])] == [34, 33, 33]
    assert [share.worker_cents for share in split(9_501, 500, [(7, 2), (8, 1), (9, 1)])] == [4_751, 2_375, 2_375]


def test_one_alone_gets_all():
    assert split(9_500, 500, [(7, 1)])[0].gross_cents == 10_000
    assert tip_split(300, [(7, 1)]) == [(7, 300)]


@given(CENTS, PARTS, st.lists(st.integers(0, 10**7), max_size=6))
def test_nobody_gives_back_more_than_they_got_and_the_whole_returns_exactly_that(cents, parts, wanted):
    got = [share.worker_cents for share in split(cents, 0, parts)]
    steps, total = [], [0] * len(got)
    for want in [*wanted, cents]:
        step = min(want, cents - sum(steps))
        back = given_back(got, steps, step)
        assert sum(back) == step
        assert all(0 <= gives <= has for gives, has in zip(back, left_after(got, steps), strict=True))
        steps.append(step)
        total = [before + gives for before, gives in zip(total, back, strict=True)]
    assert total == got


def test_more_than_is_left_is_refused():
    with pytest.raises(ValueError, match="to give back"):
        given_back([50, 50], [90], 11)


@given(CENTS, st.integers(0, 10**6), PARTS)
def test_what_is_borne_is_never_more_than_a_share(worker, borne, parts):
    shares = split(worker, 0, parts)
    cents = min(borne, worker)
    of_each = borne_by(shares, cents)
    assert sum(each for _, each in of_each) == cents
    assert all(each <= share.worker_cents for (_, each), share in zip(of_each, shares, strict=True))


@given(st.integers(1, 10**6), st.integers(0, 100), st.lists(st.integers(1, 10**5), max_size=5))
def test_the_steps_of_refunds_are_those_that_were_booked(price, rate, amounts):
    fee, before = price * rate // 100, 0
    for step, cents in zip(refund_steps(price, fee, amounts), amounts, strict=True):
        of_price = min(cents, max(0, price - before))
        booked = refund_split(price, fee, of_price, refunded_before_cents=min(before, price))
        assert (step.worker_cents, step.fee_cents) == (booked.worker_cents, booked.fee_cents)
        assert step.worker_cents + step.fee_cents + step.tip_cents == cents
        before += cents
