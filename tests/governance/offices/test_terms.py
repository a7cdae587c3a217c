"""Powers come from the election and end by themselves, and the co-op is never left without a steward."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from coop.db import transaction
from coop.db.engine import make_engine
from coop.governance.ballots.actions import cast
from coop.governance.closing.actions import close_due
from coop.governance.enactment.actions import enact_due
from coop.governance.enactment.queries import failures_of
from coop.governance.offices.actions import resign
from coop.governance.proposals import actions as proposals
from coop.governance.proposals.rules import Refused
from coop.governance.terms.actions import leave_office
from coop.governance.terms.queries import in_office, term_by_id
from coop.governance.terms.rules import How, TooFew
from coop.people.membership.leaving import leave
from coop.people.membership.queries import open_membership
from coop.people.membership.refusals import NotPossible
from coop.people.standing.queries import standing_of
from coop.people.stewards.models import Stewardship
from tests.factories import make_steward
from tests.racing import racers

DAY = dt.timedelta(days=1)


def stewards(session, at):
    return {person.display_name for _term, person in in_office(session, "steward", at=at)}


def is_steward(session, person, at):
    return standing_of(session, person.id, at=at).is_steward


def test_the_elected_have_the_powers_and_the_founders_have_not(session, members, elect, now):
    ada, bo, cy, dee, _eve = members
    assert stewards(session, now) == {"Ada Steward"}
    elect(bo, cy, dee, seats=2, ballots=[[cy, bo], [bo], [cy], [cy, bo], [bo, dee]])
    after = now + 9 * DAY
    assert stewards(session, after) == {"Bo Builder", "Cy Cyclist"}
    assert is_steward(session, bo, after)
    assert not is_steward(session, ada, after)
    assert is_steward(session, ada, after - dt.timedelta(seconds=1))
    assert not is_steward(session, dee, after)
    terms = [term for term, _who in in_office(session, "steward", at=after)]
    assert {term.due_at for term in terms} == {after + 365 * DAY}


def test_whose_term_is_over_serves_until_others_are_elected(session, members, elect, now):
    _ada, bo, cy, *_rest = members
    elect(bo, seats=1, ballots=[[bo]] * 4)
    late = now + 500 * DAY
    assert stewards(session, late) == {"Bo Builder"}
    elect(cy, seats=1, ballots=[[cy]] * 4, replaces="ended", at=late)
    assert stewards(session, late + 9 * DAY) == {"Cy Cyclist"}


def test_an_added_seat_leaves_the_others_in_office(session, members, elect, now):
    _ada, bo, cy, dee, _eve = members
    elect(bo, seats=1, ballots=[[bo]] * 4)
    elect(cy, seats=1, ballots=[[cy]] * 4, replaces="ended", at=now + 30 * DAY)
    assert stewards(session, now + 39 * DAY) == {"Bo Builder", "Cy Cyclist"}
    elect(dee, seats=1, ballots=[[dee]] * 4, replaces="all", at=now + 60 * DAY)
    assert stewards(session, now + 69 * DAY) == {"Dee Driver"}


def test_the_re_elected_go_on_without_a_gap(session, members, elect, now):
    bo = members[1]
    elect(bo, ballots=[[bo]] * 4)
    elect(bo, ballots=[[bo]] * 4, at=now + 100 * DAY)
    assert stewards(session, now + 109 * DAY) == {"Bo Builder"}
    assert session.query(Stewardship).filter_by(person_id=bo.id).count() == 2


def test_without_a_quorum_nobody_is_elected_and_the_old_stay(session, members, elect, now):
    bo = members[1]
    elect(bo, ballots=[[bo]])
    assert stewards(session, now + 9 * DAY) == {"Ada Steward"}


def test_who_left_before_it_is_carried_out_takes_no_seat_and_nobody_goes(session, members, call, now):
    bo = members[1]
    election = call(bo)
    proposals.open_vote(session, election, at=now)
    for voter in members[:3]:
        cast(session, election, person=voter, content={"1": 1}, at=now)
    close_due(session, at=now + 7 * DAY)
    leave(session, open_membership(session, bo.id), at=now + 7 * DAY)
    assert enact_due(session, at=now + 9 * DAY) == 0
    assert "Others have to be elected first" in failures_of(session, election.id)[0].reason
    assert stewards(session, now + 9 * DAY) == {"Ada Steward"}


def recall(session, members, term, now, *, votes=("yes", "yes", "yes")):
    proposal = proposals.propose(
        session, kind="recall", title="Recall from office: Steward", text="Keys were lost.", author=members[1],
        payload={"office": "steward", "term_id": term.id}, at=now - 4 * DAY,
    )  # fmt: skip
    proposals.open_vote(session, proposal, at=now)
    for voter, said in zip(members, votes, strict=False):
        cast(session, proposal, person=voter, content=said, at=now)
    close_due(session, at=now + 7 * DAY)
    enact_due(session, at=now + 9 * DAY)
    session.commit()
    return proposal


def test_a_recall_ends_a_term_and_its_powers(session, members, now):
    second = make_steward(session, "Fay Founder")
    ((term, _who),) = [one for one in in_office(session, "steward", at=now) if one[1].id == second.id]
    recall(session, members, term, now)
    assert not is_steward(session, second, now + 9 * DAY)
    assert (term.ends_at, term.ended_how) == (now + 9 * DAY, "recalled")


def test_a_recall_of_the_last_steward_waits_for_an_election(session, members, elect, now):
    ada, bo = members[:2]
    ((term, _who),) = in_office(session, "steward", at=now)
    proposal = recall(session, members, term, now)
    assert is_steward(session, ada, now + 9 * DAY)
    assert "at least 1 steward" in failures_of(session, proposal.id)[0].reason
    elect(bo, ballots=[[bo]] * 4, replaces="ended", at=now + 20 * DAY)
    assert stewards(session, now + 29 * DAY) == {"Bo Builder"}
    enact_due(session, at=now + 30 * DAY)
    assert stewards(session, now + 30 * DAY) == {"Bo Builder"}


def test_a_lost_recall_changes_nothing(session, members, now):
    make_steward(session, "Fay Founder")
    term = in_office(session, "steward", at=now)[0][0]
    recall(session, members, term, now, votes=("no", "no", "yes"))
    assert term.ends_at is None


def test_one_resigns_unless_too_few_would_be_left(session, members, now):
    ada = members[0]
    ((term, _who),) = in_office(session, "steward", at=now)
    with pytest.raises(Refused, match="at least 1 steward"):
        resign(session, term, person=ada, at=now)
    with pytest.raises(Refused, match="Only who holds"):
        resign(session, term, person=members[1], at=now)
    make_steward(session, "Fay Founder")
    resign(session, term, person=ada, at=now)
    assert stewards(session, now) == {"Fay Founder"}
    with pytest.raises(Refused, match="has ended"):
        resign(session, term, person=ada, at=now)


def test_the_last_steward_does_not_leave_the_co_op(session, members, now):
    ada = members[0]
    with pytest.raises(NotPossible, match="only steward"):
        leave(session, open_membership(session, ada.id), at=now)
    make_steward(session, "Fay Founder")
    leave(session, open_membership(session, ada.id), at=now)
    session.commit()
    assert stewards(session, now) == {"Fay Founder"}


@pytest.mark.parametrize("statement", [
    "UPDATE stewardships SET ends_at = begins_at, ended_how = 'resigned'",
    "UPDATE stewardships SET ends_at = begins_at",
    "UPDATE stewardships SET person_id = person_id + 1",
    "UPDATE stewardships SET due_at = begins_at",
    "UPDATE stewardships SET ended_how = 'resigned'",
    "DELETE FROM stewardships",
    "INSERT INTO stewardships (person_id, begins_at, ends_at, decision_id) "
    "SELECT person_id, begins_at, begins_at, decision_id FROM stewardships",
])  # fmt: skip
def test_the_database_refuses_what_would_leave_no_steward_or_rewrite_a_term(session, members, statement):
    with pytest.raises(DatabaseError):
        session.execute(text(statement))
    session.rollback()


def leave_in_a_process(queue, url, term_id, at, start):
    engine = make_engine(url)
    start.wait()
    try:
        with transaction(engine) as session:
            leave_office(session, term_by_id(session, "steward", term_id), how=How.RESIGNED, at=at)
        queue.put("left")
    except TooFew:
        queue.put("stays")
    finally:
        engine.dispose()


def test_of_all_stewards_who_leave_at_once_one_stays(session, members, now, database_url):
    for name in ("Fay Founder", "Gil Gardener", "Hal Helper"):
        make_steward(session, name)
    session.commit()
    terms = [term.id for term, _who in in_office(session, "steward", at=now)]
    session.rollback()
    context = racers()
    queue, start = context.Queue(), context.Barrier(len(terms))
    facts = [(queue, database_url, term, now + DAY, start) for term in terms]
    processes = [context.Process(target=leave_in_a_process, args=one) for one in facts]
    for process in processes:
        process.start()
    results = sorted(queue.get(timeout=90) for _ in processes)
    for process in processes:
        process.join()
    assert results == ["left", "left", "left", "stays"]
    assert len(stewards(session, now + DAY)) == 1
