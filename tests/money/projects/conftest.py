"""A fund with 500.00 and a promise of 80.00 from it that a steward made to a member."""

from __future__ import annotations

import datetime as dt

import pytest

from coop.ledger import chart, journal
from coop.ledger.entries import Entry, lines
from coop.money.fund import actions as fund
from coop.money.fund.commitments import actions as commitments
from coop.money.fund.commitments.rules import Fund
from coop.people.stewards.models import Stewardship
from coop.policies.queries import decision_by_reference

DAY = dt.timedelta(days=1)


def appoint(session, person, *, at):
    """Make a member a steward besides."""
    charter = decision_by_reference(session, "charter")
    session.add(Stewardship(person_id=person.id, begins_at=at, decision_id=charter.id))
    session.commit()


@pytest.fixture
def filled(session, coop, now):
    held = lines((chart.BANK, 50_000, "EUR"), (chart.SOLIDARITY, -50_000, "EUR"))
    journal.post(session, Entry("filled", "reserve", dt.date(2026, 2, 1), held), at=now)
    session.commit()


@pytest.fixture
def project(session, filled, worker, steward, now):
    """Wanda carries it out; Stella promised it."""
    made = commitments.commit_without_vote(
        session, fund=Fund.SOLIDARITY, title="Winter coats", amount_cents=8_000, responsible=worker, steward=steward,
        at=now,
    )  # fmt: skip
    session.commit()
    return made


@pytest.fixture
def hand_in(session, project, worker, now):
    """`hand_in(3_000)`: a receipt of Wanda's."""

    def made(cents, *, by=None):
        expense = fund.submit_receipt(
            session, project, submitted_by=by or worker, title="Coats", amount_cents=cents, spent_on=now.date(),
            pay_to="The shop", at=now,
        )  # fmt: skip
        session.commit()
        return expense

    return made
