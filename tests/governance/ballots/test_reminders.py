"""Reminders go to those who have not voted, once; what they leave behind leads to no ballot."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import inspect, select

from coop.governance.ballots.actions import cast
from coop.governance.ballots.chores import remind
from coop.governance.ballots.models import Ballot, Reminder
from coop.governance.closing.actions import close_due
from coop.governance.proposals import actions as proposals
from coop.notices.models import Notice

DAY = dt.timedelta(days=1)


def test_one_reminder_a_vote_whatever_the_clock_does(session, members, open_resolution, now):
    cast(session, open_resolution, person=members[0], content="yes", at=now)
    hours = (120, 120, 121, 167, 168, 200)
    assert [remind(session, at=now + hour * DAY / 24) for hour in hours] == [4, 0, 0, 0, 0, 0]
    reminded = session.execute(select(Notice.person_id).where(Notice.kind == "vote-closing")).scalars().all()
    assert sorted(reminded) == sorted(person.id for person in members[1:])


def test_a_vote_in_which_all_voted_reminds_nobody(session, members, open_resolution, now):
    for person in members:
        cast(session, open_resolution, person=person, content="yes", at=now)
    assert remind(session, at=now + 6 * DAY) == 0
    assert session.execute(select(Notice.id).where(Notice.kind == "vote-closing")).first() is None


def test_no_reminder_comes_after_the_close_nor_for_what_was_never_opened(session, members, resolution, now):
    assert remind(session, at=now + 30 * DAY) == 0
    proposals.open_vote(session, resolution, at=now)
    assert remind(session, at=now + 7 * DAY) == 0
    close_due(session, at=now + 7 * DAY)
    assert remind(session, at=now + 8 * DAY) == 0


def test_the_record_names_nobody_and_no_ballot_has_a_time_to_set_beside_it():
    assert {column.key for column in inspect(Reminder).columns} == {"proposal_id", "sent_at", "people"}
    assert {column.key for column in inspect(Ballot).columns} == {"hash", "proposal_id", "content"}
