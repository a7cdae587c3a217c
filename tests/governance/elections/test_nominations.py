"""Nobody stands who has not accepted; nominations end when voting opens, and then nobody is added or dropped."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from coop.governance.ballots.actions import cast
from coop.governance.ballots.contents import InvalidBallot
from coop.governance.candidates.queries import candidates_of, nominated, who_stands
from coop.governance.elections.actions import answer, nominate
from coop.governance.electorate.queries import frozen_vote, opening_of
from coop.governance.proposals import actions as proposals
from coop.governance.proposals.rules import Refused
from coop.notices.models import Notice
from coop.people.membership.leaving import leave
from coop.people.membership.queries import open_membership
from tests.factories import make_member, make_person

DAY = dt.timedelta(days=1)


def test_a_nominee_is_told_and_stands_only_by_accepting(session, members, call, now):
    election = call()
    nominate(session, election, nominee=members[2], by=members[1], at=now)
    assert who_stands(session, election.id, at=now) == []
    told = session.query(Notice).filter_by(person_id=members[2].id, kind="nominated").one()
    assert told.link == f"/decisions/{election.reference}/nominations"
    answer(session, election, nominee=members[2], accepts=True, statement="Gladly.", at=now)
    assert who_stands(session, election.id, at=now) == [members[2]]
    answer(session, election, nominee=members[2], accepts=False, statement="Gladly.", at=now)
    assert who_stands(session, election.id, at=now) == []
    assert nominated(session, election.id)[0].answer.statement == ""


def test_who_nominates_themselves_is_told_nothing(session, members, call, now):
    nominate(session, call(), nominee=members[2], by=members[2], at=now)
    assert session.query(Notice).filter_by(person_id=members[2].id, kind="nominated").count() == 0


def test_only_members_stand_and_once(session, members, call, now):
    election = call(members[2])
    with pytest.raises(Refused, match="Only members"):
        nominate(session, election, nominee=make_person(session, "Vera Visitor"), by=members[1], at=now)
    with pytest.raises(Refused, match="already"):
        nominate(session, election, nominee=members[2], by=members[1], at=now)
    with pytest.raises(Refused, match="You were not nominated"):
        answer(session, election, nominee=members[3], accepts=True, statement="Me!", at=now)
    with pytest.raises(Refused, match="at most 600"):
        answer(session, election, nominee=members[2], accepts=True, statement=" ", at=now)


def test_nominations_last_as_long_as_the_rules_ask(session, members, call, now):
    election = call(members[2], at=now)
    with pytest.raises(Refused, match="at least 7 days"):
        proposals.open_vote(session, election, at=now - 2 * DAY)
    proposals.open_vote(session, election, at=now)


def test_an_election_opens_only_with_enough_who_stand(session, members, call, now):
    with pytest.raises(Refused, match="has to stand"):
        proposals.open_vote(session, call(), at=now)


def test_the_ballot_is_frozen_as_it_stood(session, members, call, now):
    election = call(members[2], members[3], members[4], seats=2)
    proposals.open_vote(session, election, at=now)
    session.commit()
    vote = frozen_vote(session, opening_of(session, election.id), reference=election.reference)
    assert (vote.method, vote.options, vote.seats, vote.threshold_name) == ("scottish-stv", ("1", "2", "3"), 2, "")
    assert {person.id for person in candidates_of(session, election.id).values()} == {one.id for one in members[2:]}
    with pytest.raises(Refused, match="closed"):
        nominate(session, election, nominee=members[0], by=members[1], at=now)
    with pytest.raises(Refused, match="closed"):
        answer(session, election, nominee=members[2], accepts=False, statement="", at=now)
    with pytest.raises(InvalidBallot):
        cast(session, election, person=members[0], content={"1": 1, "2": 1}, at=now)
    with pytest.raises(InvalidBallot):
        cast(session, election, person=members[0], content={"4": 1}, at=now)
    cast(session, election, person=members[0], content={"2": 1, "1": 2}, at=now)


def test_fewer_who_stand_than_seats_fill_fewer(session, members, call, now):
    election = call(members[2], seats=3)
    proposals.open_vote(session, election, at=now)
    vote = frozen_vote(session, opening_of(session, election.id), reference=election.reference)
    assert (vote.method, vote.seats) == ("schulze", 1)


@pytest.mark.parametrize("statement", [
    "INSERT INTO nominations (proposal_id, nominee_id, nominated_by_id, nominated_at) "
    "VALUES (:p, :other, :other, CURRENT_TIMESTAMP)",
    "INSERT INTO nomination_answers (nomination_id, accepts, statement, answered_at) "
    "SELECT id, true, 'Me', CURRENT_TIMESTAMP FROM nominations WHERE proposal_id = :p",
    "INSERT INTO candidates (proposal_id, key, person_id) VALUES (:p, '9', :other)",
    "UPDATE candidates SET person_id = :other WHERE proposal_id = :p AND key = '1'",
    "DELETE FROM candidates WHERE proposal_id = :p",
    "DELETE FROM nominations WHERE proposal_id = :p",
    "UPDATE nomination_answers SET accepts = false WHERE id > :p - :p AND :other > 0",
])  # fmt: skip
def test_the_database_takes_and_drops_nobody_once_voting_is_open(session, members, call, now, statement):
    election = call(members[2], members[3])
    proposals.open_vote(session, election, at=now)
    session.commit()
    facts = {"p": election.id} | ({"other": members[4].id} if ":other" in statement else {})
    with pytest.raises(DatabaseError):
        session.execute(text(statement), facts)
    session.rollback()


def test_the_database_puts_nobody_on_the_ballot_who_has_not_accepted(session, members, call, now):
    election = call(members[2])
    nominate(session, election, nominee=members[3], by=members[1], at=now)
    session.commit()
    for person in (members[3], members[4]):
        with pytest.raises(DatabaseError):
            session.execute(
                text("INSERT INTO candidates (proposal_id, key, person_id) VALUES (:p, '1', :who)"),
                {"p": election.id, "who": person.id},
            )
        session.rollback()


def test_no_other_kind_of_proposal_has_nominations(session, members, resolution, now):
    with pytest.raises(Refused, match="closed"):
        nominate(session, resolution, nominee=members[2], by=members[1], at=now)
    with pytest.raises(DatabaseError):
        session.execute(
            text("INSERT INTO nominations (proposal_id, nominee_id, nominated_by_id, nominated_at) "
                 "VALUES (:p, :who, :who, CURRENT_TIMESTAMP)"),
            {"p": resolution.id, "who": members[2].id},
        )  # fmt: skip
    session.rollback()


def test_who_left_since_does_not_stand(session, members, call, now):
    late = make_member(session, "Lou Late", at=now - 20 * DAY)
    election = call(late, members[2])
    leave(session, open_membership(session, late.id), at=now - DAY)
    assert who_stands(session, election.id, at=now) == [members[2]]


@pytest.mark.parametrize("payload", [
    {"office": "king", "seats": 1, "replaces": "all"}, {"office": "steward", "seats": 0, "replaces": "all"},
    {"office": "steward", "seats": 16, "replaces": "all"}, {"office": "steward", "seats": 1, "replaces": "some"},
    {"office": "committee", "body": " ", "seats": 1, "replaces": "all"},
    {"office": "committee", "body": "x" * 61, "seats": 1, "replaces": "all"},
])  # fmt: skip
def test_what_no_election_can_be_about_is_refused(session, members, now, payload):
    with pytest.raises(Refused):
        proposals.propose(session, kind="elect", title="T", text="X", payload=payload, author=members[1], at=now)


def test_one_election_for_an_office_at_a_time(session, members, call, now):
    call(members[2])
    with pytest.raises(Refused, match="Another election"):
        call(members[3])
    call(members[3], office="committee", body="Kitchen")
