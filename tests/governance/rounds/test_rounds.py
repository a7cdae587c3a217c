"""A round from its proposals to the receipt that is paid and the rest that returns."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from coop.governance.closing.models import Outcome
from coop.ledger import chart, checks, journal
from coop.ledger.entries import Entry, lines
from coop.money.fund import actions as fund
from coop.money.fund.commitments import actions as commitments
from coop.money.fund.commitments import queries
from coop.money.fund.commitments.rules import Fund
from tests.governance.rounds.conftest import DAY


def test_the_money_is_kept_from_when_the_vote_opens(session, round_, now):
    state = queries.fund_states(session)[Fund.PROJECTS]
    assert (state.held_cents, state.reserved_cents, state.free_cents) == (150_000, 150_000, 0)
    spent = lines((chart.PROJECTS, 1, "EUR"), (chart.BANK, -1, "EUR"))
    with pytest.raises(DatabaseError, match="less free"):
        journal.post(session, Entry("spent", "reserve", now.date(), spent), at=now)
        session.commit()
    session.rollback()


def test_winners_are_promised_their_cost_and_the_rest_is_free_again(session, round_, funded, now):
    outcome = session.get(Outcome, round_.id)
    assert outcome.passed
    assert sorted(funded) == [40_000, 60_000]
    state = queries.fund_states(session)[Fund.PROJECTS]
    assert (state.held_cents, state.promised_cents, state.reserved_cents, state.free_cents) == (
        150_000, 100_000, 0, 50_000,
    )  # fmt: skip
    assert checks.findings(session) == []


def test_receipts_draw_on_the_promise_and_the_rest_returns(session, members, funded, now):
    at, project = now + 10 * DAY, funded[40_000]
    receipt = {"title": "Soil", "spent_on": at.date(), "submitted_by": members[2], "at": at}
    with pytest.raises(fund.BeyondPromise):
        fund.submit_receipt(session, project, amount_cents=40_001, **receipt)
    expense = fund.submit_receipt(session, project, amount_cents=25_000, **receipt)
    with pytest.raises(commitments.StillWaiting):
        commitments.close(session, project, closed_by=members[2], report="Done.", at=at)
    fund.approve_expense(session, expense, approver=members[0], at=at)
    fund.pay_expense(session, expense, paid_by=members[0], paid_on=at.date(), at=at)
    closing = commitments.close(session, project, closed_by=members[2], report="Done.", at=at)
    session.commit()
    assert closing.returned_cents == 15_000
    state = queries.fund_states(session)[Fund.PROJECTS]
    assert (state.held_cents, state.promised_cents, state.free_cents) == (125_000, 60_000, 65_000)
    assert checks.findings(session) == []


@pytest.mark.parametrize("statement", [
    "UPDATE commitments SET amount_cents = 1 WHERE id > :n",
    "DELETE FROM round_projects WHERE proposal_id > :n",
    "UPDATE project_idea_versions SET cost_cents = 1 WHERE idea_id > :n",
    "INSERT INTO fund_reservations (reference, fund, amount_cents, reserved_at) "
    "VALUES ('x', 'projects', 50001 + :n, CURRENT_TIMESTAMP)",
])  # fmt: skip
def test_the_database_refuses(session, funded, statement):
    with pytest.raises(DatabaseError):
        session.execute(text(statement), {"n": 0})
    session.rollback()
