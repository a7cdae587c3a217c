"""Bookings as the market hands them to money: facts without a market."""

from __future__ import annotations

import datetime as dt

import pytest

from coop.money.payments.actions import SettleFacts
from tests.factories import make_member, make_steward

DAY = dt.date(2026, 3, 2)


@pytest.fixture
def worker(session, coop):
    person = make_member(session, "Wanda Worker")
    session.commit()
    return person


@pytest.fixture
def steward(session, coop):
    person = make_steward(session, "Stella Steward")
    session.commit()
    return person


@pytest.fixture
def second_steward(session, coop):
    person = make_steward(session, "Seamus Second")
    session.commit()
    return person


@pytest.fixture
def job(worker):
    """`job("A1", method="cash")`: a completed booking of 100.00 with a fee of 5.00."""

    def facts(reference="A1", *, price=10_000, fee=500, minutes=90, method="transfer", day=DAY, person=None):
        return SettleFacts(
            reference=reference,
            worker_party_id=(person or worker).party_id,
            price_cents=price,
            fee_cents=fee,
            rule_ids=(),
            minutes=minutes,
            method=method,
            day=day,
        )

    return facts
