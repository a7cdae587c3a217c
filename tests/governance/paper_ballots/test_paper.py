"""Ballots on paper: two stewards, everyone once, no link from a name to a ballot; and what databases refuse."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from coop.governance.ballots.actions import OnPaper, cast
from coop.governance.ballots.models import Ballot, Closing, PaperContent, PaperDiscard, VoterMark
from coop.governance.ballots.queries import contents
from coop.governance.closing.actions import close
from coop.governance.closing.queries import outcome_of
from coop.governance.electorate.queries import opening_of
from coop.governance.paper_ballots import actions
from coop.governance.paper_ballots.rules import Bar, bar
from coop.governance.proposals import actions as proposals
from coop.governance.proposals.rules import Refused
from coop.notices.models import Notice

DAY = dt.timedelta(days=1)


@pytest.fixture
def vote(session, resolution, now):
    proposals.open_vote(session, resolution, at=now)
    session.commit()
    return resolution


@pytest.fixture
def entered(session, members, vote, now):
    """Two names and two ballots, entered by the first steward."""
    made = actions.open_batch(
        session, vote, steward=members[0], people=[members[1].id, members[2].id], at=now
    )
    for content in ("no", "yes"):
        actions.enter(session, vote, made.id, steward=members[0], content=content, at=now)
    session.commit()
    return made.id


def refuses(session, statement, values, words):
    with pytest.raises(DatabaseError, match=words):
        session.execute(text(statement), values)
    session.rollback()


@given(*[st.integers(0, 6)] * 5)
def test_signing_takes_another_steward_equal_counts_and_nobody_who_voted(opened_by, signer, names, ballots, voted):
    found = bar(opened_by=opened_by, signer=signer, names=names, ballots=ballots, voted=voted)
    assert (found is None) == (opened_by != signer and names == ballots > 0 and voted == 0)
    assert found in {None, *Bar}


def test_signed_ballots_lie_in_the_box_without_names(session, members, vote, entered, now):
    with pytest.raises(Refused, match="second steward"):
        actions.sign(session, vote, entered, steward=members[0], at=now)
    assert actions.sign(session, vote, entered, steward=members[3], at=now) == 2
    session.commit()
    assert session.query(PaperContent).count() == 0
    assert {mark.person_id for mark in session.query(VoterMark)} == {members[1].id, members[2].id}
    assert sorted(ballot.content for ballot in session.query(Ballot)) == ["no", "yes"]
    with pytest.raises(Refused):
        cast(session, vote, person=members[1], content="yes", at=now)
    shown = outcome_of(session, vote, opening_of(session, vote.id), at=now + 8 * DAY)
    assert close(session, vote, at=now + 8 * DAY)
    session.commit()
    assert session.get(Closing, vote.id).paper == 2
    written = outcome_of(session, vote, opening_of(session, vote.id), at=now + 8 * DAY)
    assert written.statement == shown.statement
    assert "2 of the ballots were cast on paper." in written.statement
    told = session.query(Notice).filter_by(person_id=members[1].id)
    assert {"paper-listed", "paper-counted"} <= {notice.kind for notice in told}


def test_who_is_listed_cannot_vote_online_until_it_is_thrown_away(session, members, vote, entered, now):
    with pytest.raises(OnPaper):
        cast(session, vote, person=members[1], content="yes", at=now)
    session.rollback()
    refuses(session, "INSERT INTO voter_marks (proposal_id, person_id) VALUES (:p, :who)",
            {"p": vote.id, "who": members[1].id}, "does not vote here")  # fmt: skip
    actions.discard(session, vote, entered, steward=members[3], reason="One ballot was read wrongly.", at=now)
    cast(session, vote, person=members[1], content="yes", at=now)
    session.commit()
    assert session.query(PaperContent).count() == 0
    with pytest.raises(Refused, match="settled"):
        actions.sign(session, vote, entered, steward=members[3], at=now)


def test_who_voted_online_stands_on_no_list(session, members, vote, now):
    cast(session, vote, person=members[1], content="yes", at=now)
    with pytest.raises(Refused, match="has voted already"):
        actions.open_batch(session, vote, steward=members[0], people=[members[1].id], at=now)


def test_what_nobody_signed_is_not_counted(session, members, vote, entered, now):
    assert close(session, vote, at=now + 7 * DAY)
    session.commit()
    assert contents(session, vote.id) == []
    assert session.get(Closing, vote.id).paper == 0
    assert session.get(PaperDiscard, entered).discarded_by_id is None
    assert session.query(PaperContent).count() == 0


def test_the_databases_refuse(session, members, vote, entered, now):
    sign = ("INSERT INTO paper_signings (batch_id, signed_by_id, signed_at, ballots) "
            "SELECT :b, :who, opened_at, :n FROM paper_batches WHERE id = :b")  # fmt: skip
    refuses(session, sign, {"b": entered, "who": members[0].id, "n": 2}, "second steward")
    refuses(session, sign, {"b": entered, "who": members[3].id, "n": 1}, "as many ballots")
    add = "INSERT INTO paper_contents (batch_id, place, proposal_id, content) VALUES (:b, :n, :p, :text)"
    refuses(session, add, {"b": entered, "n": 3, "p": vote.id, "text": "yes"}, "no more ballots than names")
    refuses(session, "UPDATE paper_contents SET content = 'yes'", {}, "never edited")
    for table in ("paper_names", "paper_batches"):
        refuses(session, f"DELETE FROM {table}", {}, "append-only")
    name = "INSERT INTO paper_names (batch_id, person_id) VALUES (:b, :who)"
    refuses(session, name, {"b": entered, "who": 10_000}, "on the roll")
    session.execute(text("DELETE FROM paper_contents WHERE place = 1"))
    refuses(session, add, {"b": entered, "n": 1, "p": vote.id, "text": "perhaps"}, "no ballot of this vote")
