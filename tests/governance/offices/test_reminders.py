"""Members are told of an election in time, once a term, and not while one is under way."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from coop.governance.offices.reminders import KIND, remind
from coop.governance.terms.queries import in_office
from coop.notices.models import Notice
from coop.policies.in_force import in_force
from tests.factories import make_member

DAY = dt.timedelta(days=1)
# 7 days of nominations, 7 of voting, 24 hours until a decision is carried out: the defaults.
AN_ELECTION = 15 * DAY


def due_at(session, at, **facts):
    term, _who = in_office(session, at=at, **({"office": "steward"} | facts))[0]
    return term.due_at


def told(session):
    return session.execute(select(Notice.subject, Notice.link).where(Notice.kind == KIND)).all()


def test_every_member_is_told_once_when_there_is_just_time_to_elect(session, members, elect, now):
    bo = members[1]
    elect(bo, ballots=[[bo]] * 4)
    due = due_at(session, now + 9 * DAY)
    assert in_force(session, "vote.grace_hours", now).whole == 24
    assert remind(session, at=due - AN_ELECTION - dt.timedelta(seconds=1)) == 0
    assert remind(session, at=due - AN_ELECTION) == 5
    assert remind(session, at=due - AN_ELECTION) == remind(session, at=due + 40 * DAY) == 0
    term, _who = in_office(session, "steward", at=due)[0]
    assert set(told(session)) == {("An election of stewards is due", f"/offices#steward-{term.id}")}


def test_who_joins_while_it_is_due_is_told_as_well(session, members, elect, now):
    bo = members[1]
    elect(bo, ballots=[[bo]] * 4)
    due = due_at(session, now + 9 * DAY)
    remind(session, at=due)
    make_member(session, "Flo Florist")
    session.commit()
    assert remind(session, at=due + DAY) == 1


def test_nobody_is_told_while_an_election_is_under_way(session, members, elect, call, now):
    bo, cy = members[1:3]
    elect(bo, ballots=[[bo]] * 4)
    due = due_at(session, now + 9 * DAY)
    call(cy, at=due - 2 * DAY)
    assert remind(session, at=due) == 0


def test_the_next_term_is_told_of_as_well(session, members, elect, now):
    bo, cy = members[1:3]
    elect(bo, ballots=[[bo]] * 4)
    first = due_at(session, now + 9 * DAY)
    assert remind(session, at=first) == 5
    elect(cy, ballots=[[cy]] * 4, at=first)
    assert remind(session, at=first + 9 * DAY) == 0
    assert remind(session, at=due_at(session, first + 9 * DAY)) == 5


def test_the_founders_term_ends_after_the_days_of_a_term(session, members, now):
    days = in_force(session, "office.term_days", now).whole
    [(term, _who)] = in_office(session, "steward", at=now)
    assert term.due_at is None
    assert remind(session, at=term.begins_at + days * DAY - AN_ELECTION) == 5


def test_a_committees_election_is_told_by_its_name(session, members, elect, now):
    bo = members[1]
    elect(bo, ballots=[[bo]] * 4, office="committee", body="Garden")
    due = due_at(session, now + 9 * DAY, office="committee", body="Garden")
    remind(session, at=due)
    assert "An election is due: Garden" in {subject for subject, _link in told(session)}
