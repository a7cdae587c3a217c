"""What of a share is sent on: never more than is owed, nor twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coop.money.stripe.transfers.rules import share_left, to_send

CENTS = st.integers(0, 10**7)


@given(price=CENTS, fee=CENTS, tip=CENTS, refunded=CENTS, borne=CENTS)
def test_the_share_is_between_nothing_and_the_workers_part(price, fee, tip, refunded, borne):
    fee = min(fee, price)
    left = share_left(price, fee, refunded_cents=refunded, borne_cents=borne, tip_cents=tip)
    assert 0 <= left <= price - fee + tip
    assert refunded > price or left >= tip, "the tip is whole until the price has gone back"


@given(share=CENTS, payable=CENTS, owed=CENTS, moving=CENTS, charged=CENTS)
def test_never_more_than_the_books_owe(share, payable, owed, moving, charged):
    sent = to_send(share, payable_cents=payable, owed_back_cents=owed, on_the_way_cents=moving, charged_cents=charged)
    assert 0 <= sent <= max(0, min(share, payable - owed - moving, charged))


def test_a_refund_and_a_borne_fee_leave_less():
    assert share_left(10_000, 500, refunded_cents=0, borne_cents=0) == 9_500
    assert share_left(10_000, 500, refunded_cents=2_000, borne_cents=320) == 7_280
    assert share_left(10_000, 500, refunded_cents=10_000, borne_cents=320) == 0
    assert share_left(10_000, 500, refunded_cents=0, borne_cents=320, tip_cents=1_000) == 10_180
    assert share_left(10_000, 500, refunded_cents=10_400, borne_cents=0, tip_cents=1_000) == 600
