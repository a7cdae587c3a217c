"""Who bears a lost dispute: every cent once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.money.stripe.disputes.rules import loss

CENTS = st.integers(0, 10**7)


@given(amount=CENTS, held=CENTS, price=CENTS, fee=CENTS, tip=CENTS, refunded=CENTS, worker_bears=st.booleans())
def test_every_cent_is_borne_once(amount, held, price, fee, tip, refunded, worker_bears):
    fee, refunded = min(fee, price), min(refunded, price + tip)
    parts = loss(amount, held_cents=held, price_cents=price, fee_cents=fee, refunded_cents=refunded, tip_cents=tip,
                 worker_bears=worker_bears)  # fmt: skip
    assert parts.held_cents + parts.fund_cents + parts.worker_cents == amount
    assert min(parts.held_cents, parts.fund_cents, parts.worker_cents) >= 0
    assert parts.worker_cents <= price - fee + tip
    assert worker_bears or not parts.worker_cents


def test_what_is_held_goes_first_and_the_fund_gives_its_fee():
    done = {"held_cents": 0, "price_cents": 10_000, "fee_cents": 500, "refunded_cents": 0}
    assert loss(10_000, **done, worker_bears=True).worker_cents == 9_500
    assert loss(10_000, **done, worker_bears=False).fund_cents == 10_000
    assert loss(11_000, **done, tip_cents=1_000, worker_bears=True).worker_cents == 10_500, "the tip they got, too"
    assert loss(10_000, **{**done, "held_cents": 10_000}, worker_bears=True).held_cents == 10_000
    with pytest.raises(ValueError, match="negative"):
        loss(-1, **done, worker_bears=True)
