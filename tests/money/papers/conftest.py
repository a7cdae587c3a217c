"""A worker and papers of theirs, each in one line."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from coop.money.papers.actions import Named, issue
from coop.money.tax_status.queries import Standing
from tests.factories import make_member, make_person

DAY = dt.date(2026, 3, 2)
REGISTERED = Standing("registered", Fraction(22, 100), "IT01234567890", "", "Wanda's Works", "Quay 1\nTrieste", True)
BUYER = Named("Bakery Ltd", "Market 3\nTrieste", "IT09876543210")


@pytest.fixture
def worker(session, coop):
    return make_member(session)


@pytest.fixture
def client_person(session, coop):
    return make_person(session)


@pytest.fixture
def invoiced(session, worker, client_person, now):
    """`invoiced("K7Q2", gross_cents=12200)`: the invoice of a booking."""

    def made(booking="K7Q2", *, gross_cents=12200, seller=REGISTERED, party_id=0, at=now):
        return issue(
            session, seller_party_id=party_id or worker.party_id, seller=seller, buyer=BUYER,
            subject=f"booking:{booking}", supplied_on=DAY, gross_cents=gross_cents, description=f"Work {booking}",
            worker_party_id=party_id or worker.party_id, client_id=client_person.id, notes=["As agent."], at=at,
        )

    return made
