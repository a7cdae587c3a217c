"""The five lines are the same on every page, to the cent, and are what the ledger posts."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from coop.ledger import balances, chart
from coop.ledger.arithmetic import half_up
from coop.money.five_lines.queries import five_lines_booked, five_lines_for, tax_in
from coop.money.five_lines.words import labelled
from coop.money.payments import actions
from coop.money.payments.actions import SettleFacts
from coop.money.split.rules import five_lines, split
from tests.money.conftest import DAY


def test_offer_booking_and_ledger_agree_to_the_cent(session, coop, worker, now):
    for number, price in enumerate((1, 99, 8_399, 10_000, 123_457), 1):
        offered = five_lines_for(session, price, at=now)
        booked = five_lines_booked(session, price, fee_cents=offered.fee_cents, booked_at=now)
        assert booked == offered
        assert offered.price_cents == price
        before = -balances.balance(session, chart.FEES)
        facts = SettleFacts(f"F{number}", worker.party_id, price, offered.fee_cents, (), 10, "cash", DAY)
        actions.settle(session, facts, at=now)
        assert -balances.balance(session, chart.FEES) - before == offered.fee_cents


@given(price=st.integers(0, 10**9), rate=st.fractions(0, Fraction(27, 100), max_denominator=10_000))
def test_the_vat_in_a_price_comes_out_of_the_workers_part_and_the_sum_stays(price, rate):
    fee = min(price, 50)
    lines = five_lines(price, fee_cents=fee, tax_cents=tax_in(price, fee, rate))
    assert lines.price_cents == price
    assert lines.worker_cents >= 0
    assert lines.tax_cents == min(half_up(price * rate / (1 + rate)), price - fee)


def test_the_lines_have_names(app):
    with app.test_request_context():
        lines = labelled(split(10_000, fee_rate=Fraction(1, 20), reserve_share=Fraction(1, 5)), worker="Wanda")
    assert lines == [
        ("To Wanda", 9_500),
        ("Running the co-op", 400),
        ("Payment processor", 0),
        ("Reserve (expected)", 100),
        ("Tax", 0),
    ]
