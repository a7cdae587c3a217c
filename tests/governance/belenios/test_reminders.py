"""Stewards are told what a vote in Belenios waits for, each once, and once more before it lapses."""

from __future__ import annotations

import pytest

from coop.governance.belenios.reminders import remind
from coop.notices.models import Notice
from tests.governance.conftest import DAY


@pytest.fixture
def told_of(session, app, now):
    """Who was told what by a moment, in this step."""

    def told_of(at):
        before = {one.id for one in session.query(Notice)}
        with app.test_request_context():
            count = remind(session, at=at)
        session.commit()
        fresh = [one for one in session.query(Notice) if one.id not in before]
        assert len(fresh) == count
        return sorted((one.kind, one.person_id) for one in fresh)

    return told_of


def test_each_is_told_once_of_what_waits_for_them(session, vote, election, hands, told_of, now):
    both = sorted((hands.first.id, hands.second.id))
    assert told_of(now) == [("belenios-address", one) for one in both]
    assert told_of(now + DAY) == []
    hands.announce(vote, election.address)
    assert told_of(now + 2 * DAY) == []
    assert told_of(hands.after) == [("belenios-import", one) for one in both]
    hands.bring_in(vote, election.data)
    assert told_of(hands.after) == [("belenios-confirm", hands.second.id)]
    assert told_of(hands.after + DAY) == []
    assert told_of(now + 18 * DAY) == [("belenios-confirm-late", hands.second.id)]
    assert told_of(now + 21 * DAY) == []


def test_nobody_is_reminded_of_what_is_done(session, told, election, hands, told_of):
    hands.confirm(told, hands.bring_in(told, election.data))
    assert told_of(hands.after) == []
    hands.close()
    assert told_of(hands.after + DAY) == []
