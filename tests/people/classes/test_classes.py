"""Classes of members: which are open, what each may, and that every one of them has one vote."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DatabaseError

from coop.governance.ballots.queries import voted_count
from coop.governance.electorate.queries import voters
from coop.governance.patronage.queries import work_in
from coop.governance.proposals import actions as proposals
from coop.people.classes.actions import set_class
from coop.people.classes.models import MembershipClass
from coop.people.classes.queries import classes_of
from coop.people.classes.rules import MemberClass
from coop.people.membership import actions as membership
from coop.people.membership.queries import candidacy, worker_ids
from coop.people.membership.refusals import NotPossible
from coop.people.membership.rules import Stage
from coop.people.standing.queries import standing_of
from coop.policies.actions import set_rule
from coop.policies.queries import decision_by_reference
from tests.factories import make_member, make_person, make_steward, membership_of, sign_in

DAY = dt.timedelta(days=1)
STATEMENT = "I would like to join you all."


@pytest.fixture
def all_open(session, coop, now):
    set_rule(session, "membership.classes", "workers-users-and-supporters", in_force_from=now - 20 * DAY,
             decision=decision_by_reference(session, "charter"), at=now - 20 * DAY)
    session.commit()


def test_by_default_there_are_workers_alone(session, coop, now):
    person = make_person(session)
    with pytest.raises(NotPossible, match="do not open"):
        membership.apply(session, person, statement=STATEMENT, member_class=MemberClass.USER, at=now)
    membership.apply(session, person, statement=STATEMENT, at=now)
    assert standing_of(session, person.id, at=now).may_list


def test_a_user_serves_no_probation_and_offers_no_work(session, all_open, now):
    person = make_person(session)
    application = membership.apply(session, person, statement=STATEMENT, member_class=MemberClass.USER, at=now)
    assert candidacy(session, application, at=now).stage is Stage.OBJECTIONS
    assert not standing_of(session, person.id, at=now).may_list
    member = membership.admit(session, application, at=now + DAY)
    assert classes_of(session, [member.id], at=now + DAY) == {member.id: MemberClass.USER}
    standing = standing_of(session, person.id, at=now + DAY)
    assert (standing.is_member, standing.may_list, standing.may_be_booked) == (True, False, False)


def test_every_member_has_one_vote_and_only_workers_share_in_patronage(session, all_open, now):
    workers = [make_steward(session), make_member(session)]
    user = make_member(session, "Uma User")
    set_class(session, membership_of(session, user).id, MemberClass.USER, at=now - 10 * DAY)
    asked = {"kind": "resolve", "title": "T", "text": "t", "payload": {}}
    proposal = proposals.propose(session, author=user, at=now - 5 * DAY, **asked)
    proposals.open_vote(session, proposal, at=now)
    assert set(voters(session, proposal.id)) == {user.id, *(worker.id for worker in workers)}
    assert voted_count(session, proposal.id) == 0
    work = work_in(session, opens_on=dt.date(2026, 2, 1), closes_on=dt.date(2026, 2, 28))
    assert {effort.party_id for effort in work.members} == {worker.party_id for worker in workers}


def test_a_class_is_of_its_days(session, all_open, now):
    person = make_member(session)
    mine = membership_of(session, person).id
    assert set_class(session, mine, MemberClass.SUPPORTER, at=now)
    assert not set_class(session, mine, MemberClass.SUPPORTER, at=now)
    assert person.id in worker_ids(session, at=now - DAY)
    assert person.id not in worker_ids(session, at=now)
    set_class(session, mine, MemberClass.WORKER, at=now + 5 * DAY)
    assert person.id not in worker_ids(session, at=now + 4 * DAY)
    assert person.id in worker_ids(session, at=now + 5 * DAY)


def test_the_database_refuses(session, all_open, now):
    person = make_member(session)
    mine = membership_of(session, person)
    set_class(session, mine.id, MemberClass.USER, at=now)
    session.commit()
    for row, why in (
        (MembershipClass(membership_id=mine.id, member_class="worker", since=now - DAY), "in the past"),
        (MembershipClass(membership_id=mine.id, member_class="owner", since=now + DAY), "(?i)check"),
    ):
        session.add(row)
        with pytest.raises(DatabaseError, match=why):
            session.commit()
        session.rollback()
    for statement in (update(MembershipClass).values(member_class="worker"), delete(MembershipClass)):
        with pytest.raises(DatabaseError):
            session.execute(statement)
        session.rollback()
    membership.leave(session, mine, at=now)
    session.commit()
    session.add(MembershipClass(membership_id=mine.id, member_class="worker", since=now + DAY))
    with pytest.raises(DatabaseError, match="open membership"):
        session.commit()
    session.rollback()


def test_the_pages(client, session, all_open, now, clock):
    person, steward = make_person(session, "Ana Applicant"), make_steward(session)
    sign_in(client, person)
    page = client.get("/my/membership/apply").text
    assert "User member" in page
    sent = {"statement": STATEMENT, "member_class": "owner"}
    assert client.post("/my/membership/apply", data=sent).status_code == 422
    assert client.post("/my/membership/apply", data={**sent, "member_class": "user"}).status_code == 303
    assert client.get("/my/membership/apply").status_code == 302
    assert "Offer a service" not in client.get("/my/membership").text
    sign_in(client, steward)
    number = membership_of(session, steward).number
    path = f"/desk/membership/classes/{number}"
    assert client.post(path, data={"member_class": "worker", "reason": "x", "form_key": "a" * 20}).status_code == 422
    assert client.post(path, data={"member_class": "user", "reason": "", "form_key": "b" * 20}).status_code == 422
    done = client.post(path, data={"member_class": "user", "reason": "Asked for it", "form_key": "c" * 20})
    assert done.status_code == 303
    assert "Asked for it" in client.get(path).text
    assert "User member" in client.get("/members/register").text
    assert client.get("/desk/membership/classes/999").status_code == 404
