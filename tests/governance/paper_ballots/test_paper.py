"""Ballots on paper: two stewards, everyone once, no link from a name to a ballot."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.governance.ballots.actions import OnPaper, cast
from coop.governance.ballots.chores import remind
from coop.governance.ballots.imports import cast_splits
from coop.governance.ballots.models import Ballot, Closing, PaperContent, PaperDiscard, VoterMark
from coop.governance.ballots.queries import contents
from coop.governance.closing.actions import close
from coop.governance.closing.queries import outcome_of
from coop.governance.electorate.queries import opening_of, options_of
from coop.governance.paper_ballots import actions, queries
from coop.governance.paper_ballots.rules import Bar, bar, digest
from coop.governance.proposals import actions as proposals
from coop.governance.proposals.rules import Refused
from coop.notices.models import Notice

DAY = dt.timedelta(days=1)
PAPERS = st.lists(st.sampled_from(["yes", "no", "abstain", None]), max_size=4)


@given(*[st.integers(0, 6)] * 5, st.booleans())
def test_signing_takes_another_steward_equal_counts_and_nobody_who_voted(by, signer, names, papers, voted, as_seen):
    found = bar(opened_by=by, signer=signer, names=names, papers=papers, voted=voted, as_seen=as_seen)
    assert (found is None) == (by != signer and as_seen and names == papers > 0 and voted == 0)
    assert found in {None, *Bar}


@given(PAPERS, PAPERS, st.sets(st.integers(1, 5)), st.sets(st.integers(1, 5)))
def test_only_the_same_names_and_papers_have_the_same_digest(papers, others, people, strangers):
    one, other = list(enumerate(papers, 1)), list(enumerate(others, 1))
    same = papers == others and people == strangers
    assert (digest(sorted(people), one) == digest(list(strangers), other[::-1])) == same


def test_signed_ballots_lie_in_the_box_without_names(session, members, vote, entered, table, now):
    with pytest.raises(Refused, match="second steward"):
        table.sign(vote, entered, steward=members[0])
    signing = table.sign(vote, entered)
    assert (signing.ballots, signing.spoiled) == (2, 0)
    assert session.query(PaperContent).count() == 0
    assert {mark.person_id for mark in session.query(VoterMark)} == {members[1].id, members[2].id}
    assert sorted(ballot.content for ballot in session.query(Ballot)) == ["no", "yes"]
    shown = outcome_of(session, vote, opening_of(session, vote.id), at=now + 8 * DAY)
    assert close(session, vote, at=now + 8 * DAY)
    session.commit()
    closing = session.get(Closing, vote.id)
    assert (closing.voted, closing.ballots, closing.paper, closing.spoiled) == (2, 2, 2, 0)
    written = outcome_of(session, vote, opening_of(session, vote.id), at=now + 8 * DAY)
    assert written.statement == shown.statement
    assert "2 of the ballots were cast on paper." in written.statement
    told = session.query(Notice).filter_by(person_id=members[1].id)
    assert {"paper-listed", "paper-counted"} <= {notice.kind for notice in told}


def test_whose_paper_is_spoiled_has_voted_and_is_not_counted(session, members, vote, table, now):
    cast(session, vote, person=members[4], content="yes", at=now)
    signing = table.hold(vote, members[1:4], ["no", None, "yes"])
    assert (signing.ballots, signing.spoiled) == (2, 1)
    with pytest.raises(OnPaper):
        cast(session, vote, person=members[2], content="yes", at=now)
    session.rollback()
    shown = outcome_of(session, vote, opening_of(session, vote.id), at=now + 8 * DAY)
    assert close(session, vote, at=now + 8 * DAY)
    session.commit()
    closing = session.get(Closing, vote.id)
    assert (closing.voted, closing.ballots, closing.paper, closing.spoiled) == (4, 3, 2, 1)
    written = outcome_of(session, vote, opening_of(session, vote.id), at=now + 8 * DAY)
    assert written.statement == shown.statement
    assert written.ballots == written.result["ballots"] == 3
    assert "1 more handed in a paper that was blank or spoiled: not counted." in written.statement
    letter = session.query(Notice).filter_by(person_id=members[3].id, kind="paper-counted").one()
    assert "1 of the papers was blank or spoiled and is not counted; nobody knows whose." in letter.body


def test_a_table_of_spoiled_papers_casts_nothing(session, members, vote, table, now):
    assert table.hold(vote, [members[1]], [None]).ballots == 0
    assert close(session, vote, at=now + 7 * DAY)
    session.commit()
    closing = session.get(Closing, vote.id)
    assert (closing.voted, closing.ballots, closing.paper, closing.spoiled) == (1, 0, 0, 1)


def test_who_is_listed_cannot_vote_online_until_it_is_thrown_away(session, members, second, vote, entered, table, now):
    with pytest.raises(OnPaper, match="listed"):
        cast(session, vote, person=members[1], content="yes", at=now)
    session.rollback()
    actions.discard(session, vote, entered, steward=second, reason="One ballot was read wrongly.", at=now)
    cast(session, vote, person=members[1], content="yes", at=now)
    session.commit()
    assert session.query(PaperContent).count() == 0
    with pytest.raises(Refused, match="settled"):
        table.sign(vote, entered)


def test_a_paper_ballot_is_not_changed_online_not_even_with_the_code_of_another(session, members, vote, table, now):
    code = cast(session, vote, person=members[4], content="yes", at=now)
    table.hold(vote, members[1:3], ["no", "yes"])
    with pytest.raises(OnPaper, match="cannot be changed"):
        cast(session, vote, person=members[1], content="yes", receipt=code, at=now)


def test_who_voted_online_stands_on_no_list_and_is_named(session, members, vote, now):
    cast(session, vote, person=members[1], content="yes", at=now)
    with pytest.raises(Refused, match="Bo Builder: has voted already"):
        actions.open_batch(session, vote, steward=members[0], people=[members[1].id, members[2].id], at=now)


def test_a_list_that_changed_after_it_was_compared_is_compared_again(session, members, vote, entered, table, now):
    seen = table.seen(vote, entered)
    place = queries.contents(session, entered)[0][0]
    actions.take_out(session, vote, entered, place, steward=members[0], at=now)
    table.enter(vote, entered, "yes")
    with pytest.raises(Refused, match="has changed since you looked"):
        table.sign(vote, entered, seen=seen)
    assert session.query(Ballot).count() == 0
    assert table.sign(vote, entered).ballots == 2


def test_only_who_began_a_list_enters_and_takes_out(session, members, second, vote, entered, now):
    with pytest.raises(Refused, match="Who began this list"):
        actions.take_out(session, vote, entered, 1, steward=second, at=now)
    with pytest.raises(Refused, match="Who began this list"):
        actions.enter(session, vote, entered, steward=second, content="yes", at=now)
    with pytest.raises(Refused, match="as many papers as names"):
        actions.enter(session, vote, entered, steward=members[0], content="yes", at=now)


def test_what_nobody_signed_is_not_counted(session, members, vote, entered, now):
    assert close(session, vote, at=now + 7 * DAY)
    session.commit()
    assert contents(session, vote.id) == []
    assert session.get(Closing, vote.id).paper == 0
    assert session.get(PaperDiscard, entered).discarded_by_id is None
    assert session.query(PaperContent).count() == 0


def test_who_is_on_a_list_is_not_reminded_to_vote_here(session, members, vote, entered, now):
    assert remind(session, at=now + 6 * DAY) == 4
    reminded = {notice.person_id for notice in session.query(Notice).filter_by(kind="vote-closing")}
    assert not reminded & {members[1].id, members[2].id}


def test_splits_from_a_file_are_cast_for_nobody_on_a_list(session, members, table, distribution, now):
    table.now = now + 4 * DAY
    table.begin(distribution, members[1], members[2])
    split = dict.fromkeys(options_of(session, distribution.id), 0) | {"reserve": 100}
    others = opening_of(session, distribution.id).roll_size - 2
    assert len(cast_splits(session, distribution, [split] * others, at=table.now)) == others
    with pytest.raises(Refused, match="only 0 on the roll"):
        cast_splits(session, distribution, [split], at=table.now)


def test_what_waits_is_shown_to_other_stewards_once_it_is_full(session, members, second, vote, table, now):
    number = table.begin(vote, members[1], members[2])
    table.enter(vote, number, "yes")
    assert queries.to_sign(session, second.id, at=now) == []
    table.enter(vote, number, None)
    assert queries.to_sign(session, second.id, at=now) == [(vote, number)]
    assert queries.to_sign(session, members[0].id, at=now) == []
    assert queries.to_sign(session, second.id, at=now + 7 * DAY) == []
    table.sign(vote, number)
    assert queries.to_sign(session, second.id, at=now) == []


METHODS = {
    "approval": ({"0": 1, "1": 1}, "1,0"),
    "schulze": ({"1": 2, "2": 1}, "2>1"),
    "score": ({"1": 5, "2": 0}, "1=5,2=0"),
    "consent": ("block: It does harm.", "block: It does harm."),
}


@pytest.mark.parametrize("method", METHODS)
def test_papers_are_entered_in_the_form_of_the_method(session, members, second, table, now, method):
    payload = {"method": method, **({} if method == "consent" else {"options": ["On Mondays", "On Fridays"]})}
    proposal = proposals.propose(
        session, kind="resolve", title="When?", text="Once a week.", author=members[1], at=now - 4 * DAY,
        payload=payload,
    )  # fmt: skip
    proposals.open_vote(session, proposal, at=now)
    content, written = METHODS[method]
    table.hold(proposal, members[1:3], [content, None])
    assert [text for _hash, text in contents(session, proposal.id)] == [written]


def test_a_split_is_given_on_paper_too(session, members, table, distribution, now):
    table.now = now + 4 * DAY
    even = dict.fromkeys(options_of(session, distribution.id), 0) | {"dividends": 60, "reserve": 40}
    table.hold(distribution, members[1:3], [even, None])
    assert len(contents(session, distribution.id)) == 1
