"""The five lines are the same on every page, to the cent, and are what the ledger posts."""

from __future__ import annotations

from coop.ledger import balances, chart
from coop.money.five_lines.queries import five_lines_booked, five_lines_for
from coop.money.five_lines.words import labelled
from coop.money.payments import actions
from coop.money.payments.actions import SettleFacts
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


def test_the_lines_have_names(app):
    from fractions import Fraction

    from coop.money.split.rules import split

    with app.test_request_context():
        lines = labelled(split(10_000, fee_rate=Fraction(1, 20), reserve_share=Fraction(1, 5)), worker="Wanda")
    assert lines == [
        ("To Wanda", 9_500),
        ("Running the co-op", 400),
        ("Payment processor", 0),
        ("Reserve (expected)", 100),
        ("Tax", 0),
    ]
