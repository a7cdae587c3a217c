"""Plain SQL against the databases: only the words of somebody erased may be blanked, and nothing else of a fact."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from coop.commons.erasure import actions
from tests.commons.erasure.conftest import LATER
from tests.commons.erasure.story import DAY


def refused(session, statement, **parameters):
    with pytest.raises(DBAPIError):
        session.execute(text(statement), parameters)
        session.commit()
    session.rollback()


BLANKING = (
    "UPDATE booking_cancellations SET reason = ''",
    "UPDATE expense_refusals SET reason = ''",
    "UPDATE expenses SET pay_to = '', receipt = ''",
    "UPDATE payout_lines SET holder = '', iban = '', bic = ''",
    "UPDATE payments SET bank_line = 'erased:' || id",
    "UPDATE donations SET giver = ''",
    "UPDATE refunds SET reason = ''",
    "UPDATE membership_applications SET statement = ''",
)


@pytest.mark.parametrize("statement", BLANKING)
def test_nothing_is_blanked_of_somebody_who_was_not_erased(session, story, statement):
    refused(session, statement)


NEVER = (
    "UPDATE booking_cancellations SET reason = 'something else'",
    "UPDATE booking_cancellations SET reason = '', kept_cents = kept_cents + 1",
    "UPDATE booking_cancellations SET reason = reason",
    "DELETE FROM booking_cancellations",
    "UPDATE expenses SET receipt = '', amount_cents = amount_cents + 1",
    "UPDATE expenses SET pay_to = 'Mallory'",
    "UPDATE payout_lines SET iban = 'FR7630006000011234567890189'",
    "UPDATE payout_lines SET holder = '', iban = '', pay_cents = 0, earned_cents = 0, dividend_cents = 0",
    "UPDATE payments SET bank_line = ''",
    "UPDATE payments SET amount_cents = 1",
    "UPDATE donations SET giver = 'Mallory'",
    "UPDATE donations SET giver = '', amount_cents = 1",
    "UPDATE refunds SET reason = '', amount_cents = 1",
    "UPDATE refunds SET reason = 'because'",
    "UPDATE refunds SET sent_entry_id = NULL",
    "UPDATE membership_applications SET statement = 'another' WHERE closed_at IS NOT NULL",
    "UPDATE membership_applications SET statement = '', closed_at = NULL WHERE closed_at IS NOT NULL",
    "UPDATE departures SET redeemable_cents = 1",
    "DELETE FROM erasures",
    "UPDATE erasures SET erased_at = '2000-01-01 00:00:00.000000'",
    "DELETE FROM erasure_requests",
    "UPDATE erasure_requests SET closed_at = NULL",
    "UPDATE erasure_requests SET person_id = person_id + 1",
    "DELETE FROM erasure_ends",
    "DELETE FROM erased_parties",
    "UPDATE erased_parties SET party_id = party_id + 1",
    "DELETE FROM kept_by_law",
    "UPDATE kept_by_law SET until = '2001-01-01'",
    "UPDATE log_leaves SET body = body",
    "UPDATE parties SET token = 'another'",
    "UPDATE postings SET party_id = NULL",
)


@pytest.fixture
def all_erased(session, story, erase):
    erase(story.client)
    erase(story.worker)
    return story


def test_everything_else_is_refused_after_an_erasure_too(session, all_erased):
    for statement in NEVER:
        refused(session, statement)


def test_an_erasure_before_its_day_is_refused(session, story, now):
    request = actions.ask(session, story.client, at=now + LATER)
    session.commit()
    early = "INSERT INTO erasures (request_id, erased_at) SELECT id, requested_at FROM erasure_requests WHERE id = :id"
    refused(session, early, id=request.id)


def test_an_erasure_of_somebody_who_thought_again_is_refused(session, story, now):
    request = actions.ask(session, story.client, at=now + LATER)
    actions.withdraw(session, request, at=now + LATER + DAY)
    session.commit()
    late = "INSERT INTO erasures (request_id, erased_at) SELECT id, due_at FROM erasure_requests WHERE id = :id"
    refused(session, late, id=request.id)


def test_an_erasure_of_a_member_is_refused(session, story, now):
    request = actions.ask(session, story.steward, at=now + LATER)
    session.commit()
    with pytest.raises(actions.NotYet) as reason:
        actions.erase(session, request.id, at=now + LATER + 8 * DAY)
    assert {obstacle.ground for obstacle in reason.value.obstacles} >= {"membership"}
    session.rollback()
    due = "INSERT INTO erasures (request_id, erased_at) SELECT id, due_at FROM erasure_requests WHERE id = :id"
    refused(session, due, id=request.id)


def test_a_second_open_request_is_refused(session, story, now):
    actions.ask(session, story.client, at=now)
    session.commit()
    again = ("INSERT INTO erasure_requests (person_id, requested_at, due_at) "
             "SELECT person_id, requested_at, due_at FROM erasure_requests")  # fmt: skip
    refused(session, again)
