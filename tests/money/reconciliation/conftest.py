"""Books with money at the bank, and the bank's own word for it."""

from __future__ import annotations

import datetime as dt

import pytest

from coop.money.fund import actions as fund
from coop.money.payments import actions as payments
from coop.money.reconciliation import actions
from coop.policies.queries import charter
from tests.money.reconciliation.samples import IBAN, csv_of

DAY = dt.date(2026, 2, 20)


@pytest.fixture
def transfer(session, steward, now):
    """`transfer("K7Q2M4XD", 5_000)`: a client's transfer, recorded; gives its entry."""

    def recorded(reference, cents, day=DAY, bank_line=""):
        payment = payments.record_transfer(
            session, subject=f"booking:{reference}", amount_cents=cents, received_on=day, bank_line=bank_line,
            recorded_by=steward, at=now,
        )
        return payment.entry_id

    return recorded


@pytest.fixture
def gift(session, steward, now):
    """`gift(2_000)`: a donation, recorded; gives its entry."""

    def given(cents, day=DAY):
        return fund.record_donation(
            session, amount_cents=cents, received_on=day, giver="", recorded_by=steward, at=now
        ).entry_id

    return given


@pytest.fixture
def bring_in(session, steward, now):
    """`bring_in(("2026-02-20", "50.00", "K7Q2M4XD"), opening_cents=0)`: a CSV statement of these lines."""
    charter(session).iban = IBAN

    def brought(*lines, opening_cents=0, at=now, **more):
        content = csv_of(*lines, opening_cents=opening_cents)
        return actions.bring_in(session, content, brought_in_by=steward, at=at, **more)

    return brought
