"""A worker who is owed money, with a bank account."""

from __future__ import annotations

import datetime as dt

import pytest

from coop.money.payments import actions as payments
from coop.money.payouts import actions

DAY = dt.date(2026, 3, 2)
IBAN = "FR1420041010050500013M02606"


@pytest.fixture
def earn(session, steward, job, now):
    """`earn(person, cents)`: a transfer job whose pay after the fee is `cents`."""

    def earned(person, cents, reference=None):
        reference = reference or f"E{person.id}-{cents}"
        payments.record_transfer(
            session,
            subject=f"booking:{reference}",
            amount_cents=cents,
            received_on=DAY,
            recorded_by=steward,
            at=now,
        )
        payments.settle(session, job(reference, price=cents, fee=0, person=person), at=now)
        session.commit()

    return earned


@pytest.fixture
def owed(session, worker, earn, now):
    """The worker, owed 95.00, with bank details."""
    earn(worker, 9_500)
    actions.set_details(session, worker, holder="Wanda Worker", iban=IBAN, bic="", at=now)
    session.commit()
    return worker


@pytest.fixture
def run(session, owed, steward, now):
    drawn_up = actions.draw_up(session, drawn_up_by=steward, at=now)
    session.commit()
    return drawn_up
