"""Casting: once a member, detached, changed only with its receipt, over when the deadline has passed."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from coop.db import transaction
from coop.db.engine import make_engine
from coop.governance.ballots import actions, queries
from coop.governance.ballots.actions import AlreadyVoted, NotOnRoll, NotOpen, WrongReceipt, cast
from coop.governance.ballots.models import Ballot, VoterMark
from coop.governance.ballots.rules import InvalidSplit
from coop.governance.closing.actions import close
from coop.governance.proposals.models import Proposal
from coop.people.persons.models import Person
from tests.factories import make_member
from tests.racing import racers

DAY = dt.timedelta(days=1)


def box(session, proposal):
    return [content for _hash, content in queries.contents(session, proposal.id)]


def test_a_ballot_is_cast_and_only_the_mark_names_the_voter(session, members, open_resolution, now):
    cast(session, open_resolution, person=members[0], content="yes", at=now)
    session.commit()
    assert box(session, open_resolution) == ["yes"]
    assert queries.has_voted(session, open_resolution.id, members[0].id)
    assert {column.name for column in Ballot.__table__.columns} == {"hash", "proposal_id", "content"}
    assert {column.name for column in VoterMark.__table__.columns} == {"proposal_id", "person_id"}


@pytest.mark.only_on("sqlite")
def test_sqlite_keeps_no_order_of_arrival(session, open_resolution):
    for table in ("ballots", "voter_marks", "published_ballots"):
        with pytest.raises(DatabaseError, match="no such column: rowid"):
            session.execute(text(f"SELECT rowid FROM {table}"))


def test_voting_twice_without_the_receipt_is_refused(session, members, open_resolution, now):
    cast(session, open_resolution, person=members[0], content="yes", at=now)
    with pytest.raises(AlreadyVoted):
        cast(session, open_resolution, person=members[0], content="no", at=now)
    with pytest.raises(WrongReceipt):
        cast(session, open_resolution, person=members[0], content="no", receipt=actions.fresh_receipt(), at=now)
    with pytest.raises(WrongReceipt):
        cast(session, open_resolution, person=members[0], content="no", receipt="nonsense", at=now)
    assert box(session, open_resolution) == ["yes"]


def test_a_ballot_changes_with_its_receipt_and_the_count_stays(session, members, open_resolution, now):
    first = cast(session, open_resolution, person=members[0], content="yes", at=now)
    second = cast(session, open_resolution, person=members[0], content="no", receipt=f" {first.lower()} ", at=now)
    session.commit()
    assert box(session, open_resolution) == ["no"]
    assert queries.voted_count(session, open_resolution.id) == 1
    with pytest.raises(WrongReceipt):
        cast(session, open_resolution, person=members[0], content="yes", receipt=first, at=now)
    cast(session, open_resolution, person=members[0], content="abstain", receipt=second, at=now)
    assert box(session, open_resolution) == ["abstain"]


def test_the_same_form_sent_twice_is_one_ballot_and_one_code(session, members, open_resolution, now):
    fresh = actions.fresh_receipt()
    codes = {
        cast(session, open_resolution, person=members[0], content="yes", fresh=fresh, at=now) for _ in range(2)
    }
    assert codes == {fresh}
    assert box(session, open_resolution) == ["yes"]


def test_who_joined_after_the_opening_is_not_on_the_roll(session, open_resolution, now):
    late = make_member(session, "Lou Late", at=now + DAY)
    with pytest.raises(NotOnRoll):
        cast(session, open_resolution, person=late, content="yes", at=now + DAY)


def test_the_vote_closes_by_time_though_nothing_runs(session, members, open_resolution, now):
    cast(session, open_resolution, person=members[0], content="yes", at=now + 7 * DAY - dt.timedelta(seconds=1))
    with pytest.raises(NotOpen):
        cast(session, open_resolution, person=members[1], content="yes", at=now + 7 * DAY)


def test_a_bad_ballot_leaves_no_mark(session, members, distribution, now):
    with pytest.raises(InvalidSplit):
        cast(session, distribution, person=members[0], content={"dividends": 95}, at=now + 4 * DAY)
    assert not queries.has_voted(session, distribution.id, members[0].id)


def refuses(session, statement, **facts):
    with pytest.raises((IntegrityError, DatabaseError)):
        session.execute(text(statement), facts)
    session.rollback()


def test_the_database_takes_no_more_ballots_than_voters(session, members, open_resolution, now):
    cast(session, open_resolution, person=members[0], content="yes", at=now)
    session.commit()
    refuses(session, "INSERT INTO ballots VALUES (:h, :p, 'no')", h="f" * 64, p=open_resolution.id)
    refuses(session, "UPDATE ballots SET content = 'no'")


def test_the_database_takes_no_mark_of_someone_not_on_the_roll(session, open_resolution, now):
    late = make_member(session, "Lou Late", at=now + DAY)
    session.commit()
    refuses(session, "INSERT INTO voter_marks VALUES (:p, :who)", p=open_resolution.id, who=late.id)


def test_after_closing_the_database_takes_out_and_puts_in_nothing(session, members, open_resolution, now):
    cast(session, open_resolution, person=members[0], content="yes", at=now)
    close(session, open_resolution, at=now + 7 * DAY)
    session.commit()
    refuses(session, "INSERT INTO voter_marks VALUES (:p, :who)", p=open_resolution.id, who=members[1].id)
    refuses(session, "INSERT INTO ballots VALUES (:h, :p, 'no')", h="f" * 64, p=open_resolution.id)
    refuses(session, "INSERT INTO published_ballots VALUES (:p, :h, 'no')", h="f" * 64, p=open_resolution.id)
    refuses(session, "DELETE FROM published_ballots")
    refuses(session, "UPDATE published_ballots SET content = 'no'")
    assert session.execute(select(func.count()).select_from(Ballot)).scalar_one() == 0


def test_the_frozen_terms_cannot_change(session, members, open_resolution):
    p = open_resolution.id
    for statement in (
        "UPDATE vote_options SET key = 'maybe'",
        "INSERT INTO vote_options (proposal_id, position, key) VALUES (:p, 9, 'maybe')",
        "DELETE FROM vote_rolls",
        "UPDATE vote_openings SET threshold = 'consensus'",
        "UPDATE vote_openings SET quorum = '1/100'",
        "DELETE FROM vote_openings",
        "UPDATE proposals SET title = 'Meet never'",
        "DELETE FROM proposals",
    ):
        refuses(session, statement, **({"p": p} if ":p" in statement else {}))
    stranger = make_member(session, "Lou Late")
    session.commit()
    refuses(session, "INSERT INTO vote_rolls VALUES (:p, :who, 'x')", p=p, who=stranger.id)


def vote_in_a_process(url, proposal_id, person_id, at, start):
    engine = make_engine(url)
    start.wait()
    try:
        with transaction(engine) as session:
            cast(session, session.get_one(Proposal, proposal_id), person=session.get_one(Person, person_id),
                 content="yes", at=at)
        return "cast"
    except AlreadyVoted:
        return "refused"
    finally:
        engine.dispose()


def _run(queue, *arguments):
    queue.put(vote_in_a_process(*arguments))


def test_eight_parallel_votes_of_one_member_leave_one_ballot(session, members, open_resolution, now, database_url):
    context = racers()
    queue, start = context.Queue(), context.Barrier(8)
    facts = (database_url, open_resolution.id, members[0].id, now, start)
    processes = [context.Process(target=_run, args=(queue, *facts)) for _ in range(8)]
    for process in processes:
        process.start()
    results = sorted(queue.get(timeout=90) for _ in processes)
    for process in processes:
        process.join()
    assert results == ["cast"] + ["refused"] * 7
    assert box(session, open_resolution) == ["yes"]
