"""What the databases refuse about cards that keep money aside, whatever a program says."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from coop.money.cards.authorised import actions as authorised
from coop.money.cards.authorised.models import CardAuthorisation


@pytest.fixture
def kept_aside(session, coop, now):
    one = CardAuthorisation(
        subject="booking:A1", processor_id="pi_1", amount_cents=5_000, tip_cents=0, authorised_at=now, lapses_at=now
    )
    session.add(one)
    session.commit()
    return one


def refused(session, words, because):
    with pytest.raises(DBAPIError, match=because):
        session.execute(text(words))
    session.rollback()


def test_more_is_never_charged_than_is_kept_aside(session, kept_aside):
    refused(session, "INSERT INTO card_captures (authorisation_id, amount_cents, decided_at) "
            f"VALUES ({kept_aside.id}, 5001, '2026-01-01 00:00:00+00:00')", "more would be charged")  # fmt: skip
    refused(session, "INSERT INTO card_authorisation_ends (authorisation_id, outcome, amount_cents, ended_at) "
            f"VALUES ({kept_aside.id}, 'captured', 5001, '2026-01-01 00:00:00+00:00')", "more was charged")  # fmt: skip


def test_it_is_decided_once_and_only_before_the_end(session, kept_aside, now):
    authorised.charge(session, "booking:A1", 3_000, at=now)
    session.commit()
    refused(session, "INSERT INTO card_captures (authorisation_id, amount_cents, decided_at) "
            f"VALUES ({kept_aside.id}, 1, '2026-01-01 00:00:00+00:00')", "append-only|unique|duplicate")  # fmt: skip
    authorised.charge(session, "booking:A1", 2_000, at=now)  # nothing is left to decide about


def test_nothing_is_decided_after_the_end(session, kept_aside, now):
    assert authorised.end(session, "pi_1", "lapsed", 0, at=now) == "booking:A1"
    assert authorised.end(session, "pi_1", "captured", 5_000, at=now) is None, "the first end counts"
    session.commit()
    refused(session, "INSERT INTO card_captures (authorisation_id, amount_cents, decided_at) "
            f"VALUES ({kept_aside.id}, 1, '2026-01-01 00:00:00+00:00')", "has ended")  # fmt: skip


@pytest.mark.parametrize("table", ["card_authorisations", "card_captures", "card_authorisation_ends"])
def test_no_row_is_changed_or_deleted(session, kept_aside, now, table):
    authorised.charge(session, "booking:A1", 3_000, at=now)
    authorised.end(session, "pi_1", "captured", 3_000, at=now)
    session.commit()
    refused(session, f"UPDATE {table} SET amount_cents = 1", "append-only")
    refused(session, f"DELETE FROM {table}", "append-only")


def test_a_cancellations_facts_stand_together(session, kept_aside):
    refused(session, "INSERT INTO card_captures (authorisation_id, amount_cents, decided_at, kept_cents) "
            f"VALUES ({kept_aside.id}, 1, '2026-01-01 00:00:00+00:00', 1)", "(?i)cancellation|check")  # fmt: skip
