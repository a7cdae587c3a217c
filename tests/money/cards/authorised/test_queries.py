"""What of a charge to a card that had kept the money aside is the tip: whole or not at all, as was decided."""

from __future__ import annotations

import datetime as dt

import pytest

from coop.money.cards.authorised import actions as authorised
from coop.money.cards.authorised.models import CardAuthorisation
from coop.money.cards.authorised.queries import authorised_cents, tip_in

SUBJECT = "booking:A1"


@pytest.fixture
def kept_aside(session, coop, now):
    """40.00 and a tip of 5.00 beside it."""
    one = CardAuthorisation(
        subject=SUBJECT, processor_id="pi_1", amount_cents=4_500, tip_cents=500, authorised_at=now,
        lapses_at=now + dt.timedelta(days=7),
    )  # fmt: skip
    session.add(one)
    session.flush()
    return one


def tip(session, charged):
    return tip_in(session, "pi_1", charged, asked_cents=500)


@pytest.mark.parametrize(("missing", "charged"), [(4_000, 4_500), (3_000, 3_500), (1, 501)])
def test_it_goes_whole_with_what_the_work_still_waits_for(session, kept_aside, now, missing, charged):
    authorised.charge(session, SUBJECT, missing, at=now)
    assert tip(session, charged) == 500


def test_nothing_of_it_is_charged_where_nothing_is_missing(session, kept_aside, now):
    authorised.charge(session, SUBJECT, 0, at=now)
    assert authorised_cents(session, SUBJECT) == 0


def test_a_cancellation_keeps_no_tip(session, kept_aside, now, worker):
    kept = authorised.Kept(2_000, worker.party_id, now)
    assert authorised.charge_kept(session, SUBJECT, 2_000, kept, at=now)
    assert tip(session, 2_000) == 0


@pytest.mark.parametrize(("charged", "found"), [(4_500, 500), (4_200, 200), (3_000, 0)])
def test_what_somebody_charged_at_the_processor_is_the_price_first(session, kept_aside, charged, found):
    assert tip(session, charged) == found


def test_a_charge_at_once_has_the_tip_that_was_asked_for(session, coop):
    assert tip(session, 4_500) == 500
