"""The databases themselves take no ballot that its vote's method does not know, on either side of the closing."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, text
from sqlalchemy.exc import DatabaseError

from coop.governance.ballots.actions import AlreadyVoted, WrongReceipt, cast
from coop.governance.ballots.contents import InvalidBallot, read_consent, read_options
from coop.governance.ballots.models import Ballot, VoterMark
from coop.governance.ballots.queries import contents
from coop.governance.closing.actions import close
from coop.governance.electorate.models import Opening
from coop.governance.electorate.queries import frozen_vote, opening_of

DAY = dt.timedelta(days=1)
METHODS = ("approval", "score", "schulze", "consent", "yes-no")


def takes(session, proposal, person, content, *, hashed="f" * 64):
    """Whether the database takes a ballot that no action looked at."""
    nested = session.begin_nested()
    try:
        session.execute(insert(VoterMark).values(proposal_id=proposal.id, person_id=person.id))
        session.execute(insert(Ballot).values(hash=hashed, proposal_id=proposal.id, content=content))
    except DatabaseError:
        return False
    else:
        return True
    finally:
        nested.rollback()


def canonical(vote, content):
    try:
        if vote.has_options:
            read_options(content, vote)
        elif vote.method == "consent":
            read_consent(content)
        else:
            return content in vote.options
    except InvalidBallot:
        return False
    return True


@pytest.mark.parametrize(("method", "content"), [
    ("approval", "1,3"), ("approval", "0"), ("approval", "abstain"), ("score", "1=5,2=0"), ("score", "3=2,0=1"),
    ("schulze", "2>1=3>0"), ("schulze", "3"), ("consent", "agree"), ("consent", "block: It harms us"),
    ("yes-no", "abstain"),
])  # fmt: skip
def test_a_whole_ballot_is_taken(session, put, members, method, content):
    assert takes(session, put(method), members[0], content)


@pytest.mark.parametrize(("method", "content"), [
    ("approval", ""), ("approval", "3,1"), ("approval", "1,1"), ("approval", "1,4"), ("approval", "yes"),
    ("approval", "1,"), ("score", "1=6"), ("score", "1=1,1=2"), ("score", "2=1,1=1"), ("score", "1"),
    ("score", "1=5,"), ("schulze", "1>1"), ("schulze", "2=1"), ("schulze", "1>"), ("schulze", "1>4"),
    ("schulze", "1>>2"), ("schulze", "1=1"), ("consent", "yes"), ("consent", "block"), ("consent", "block: "),
    ("consent", "block: a\nb"), ("consent", "block: " + "x" * 501), ("yes-no", "maybe"), ("yes-no", "1"),
])  # fmt: skip
def test_any_other_is_refused(session, put, members, method, content):
    assert not takes(session, put(method), members[0], content)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_database_and_the_rules_take_the_same_texts(session, put_once, members, data):
    method = data.draw(st.sampled_from(METHODS[:3]))
    proposal = put_once(method)
    vote = frozen_vote(session, opening_of(session, proposal.id), reference=proposal.reference)
    content = data.draw(st.text(alphabet="0123>=,5", min_size=1, max_size=9))
    assert takes(session, proposal, members[0], content) == canonical(vote, content)


@pytest.fixture
def put_once(put):
    """`put`, each method once."""
    made = {}
    return lambda method: made.setdefault(method, None) or made.update({method: put(method)}) or made[method]


def test_a_split_is_held_to_its_hundred(session, distribution, members):
    whole = "dividends=50,education=0,projects=0,reserve=50,solidarity=0"
    assert takes(session, distribution, members[0], whole)
    for wrong in (
        "dividends=50,education=0,projects=0,reserve=45,solidarity=0",
        "dividends=51,education=0,projects=0,reserve=49,solidarity=0",
        "education=0,dividends=50,projects=0,reserve=50,solidarity=0",
        "dividends=50,reserve=50",
        "dividends=100",
        "yes",
    ):
        assert not takes(session, distribution, members[0], wrong)


def test_a_published_ballot_is_held_to_the_same(session, voted, members, now):
    proposal = voted("approval", {"1": 1})
    with pytest.raises(DatabaseError):
        session.execute(
            text("INSERT INTO published_ballots (proposal_id, hash, content) VALUES (:p, :h, '9')"),
            {"p": proposal.id, "h": "f" * 64},
        )
    session.rollback()


def test_an_unknown_method_opens_nothing(session, resolution, members, now):
    opening = Opening(
        proposal_id=resolution.id, opened_at=now, closes_at=now + DAY, method="dice", quorum="1/2", threshold="",
        grace_hours=1, roll_size=0, roll_digest="x", terms={}, rule_ids=[],
    )  # fmt: skip
    session.add(opening)
    with pytest.raises(DatabaseError):
        session.flush()
    session.rollback()


@pytest.mark.parametrize(("method", "first", "second"), [
    ("approval", {"1": 1}, {"2": 1}), ("score", {"1": 5}, {"1": 0}), ("schulze", {"1": 1}, {"2": 1, "1": 1}),
    ("consent", "agree", "block: it harms us"),
])  # fmt: skip
def test_a_ballot_changes_by_its_receipt_alone(session, put, members, now, method, first, second):
    proposal = put(method)
    code = cast(session, proposal, person=members[0], content=first, at=now)
    with pytest.raises(AlreadyVoted):
        cast(session, proposal, person=members[0], content=second, at=now)
    with pytest.raises(WrongReceipt):
        cast(session, proposal, person=members[1], content=first, at=now) and cast(
            session, proposal, person=members[0], content=second, receipt="0" * 24, at=now
        )
    cast(session, proposal, person=members[0], content=second, receipt=code, at=now)
    session.commit()
    assert len(contents(session, proposal.id)) == 2


def test_options_cannot_change_once_voting_is_open(session, voted, members, now):
    proposal = voted("schulze", {"1": 1})
    for statement in ("UPDATE proposals SET payload = '{}'", "UPDATE vote_options SET key = '7'"):
        with pytest.raises(DatabaseError):
            session.execute(text(statement))
        session.rollback()
    assert close(session, proposal, at=now + 7 * DAY)
    session.commit()
    with pytest.raises(DatabaseError):
        session.execute(text("UPDATE published_ballots SET content = '2'"))
    session.rollback()
