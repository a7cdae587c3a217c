"""Ballots on paper beside those that delegates carry: the paper is a direct vote like any other."""

from __future__ import annotations

import pytest

from coop.governance.ballots.models import CarriedMark, Closing
from coop.governance.ballots.queries import contents
from coop.governance.closing.actions import close
from coop.governance.electorate.queries import opening_of
from coop.governance.proposals import actions as proposals
from tests.governance.delegation.conftest import DAY, Hands, allow


@pytest.fixture
def vote(session, resolution, second, now):
    """The same with delegates, who carry two each."""
    allow(session, 2, at=now - 20 * DAY)
    proposals.open_vote(session, resolution, at=now)
    session.commit()
    assert opening_of(session, resolution.id).delegation_cap == 2
    return resolution


@pytest.fixture
def hands(session, now):
    return Hands(session, now)


def test_who_gave_their_vote_and_votes_on_paper_counts_themselves(session, members, vote, table, hands):
    for giver in members[1:3]:
        hands.give(giver, members[4], vote)
    hands.vote(vote, members[4], "yes")
    hands.paper(vote, members[4], "yes")
    table.hold(vote, [members[1], members[3]], ["no", "no"])
    texts, delegated = hands.close(vote)
    assert (sorted(texts), delegated) == (["no", "no", "yes", "yes"], 1)
    assert [mark.person_id for mark in session.query(CarriedMark)] == [members[2].id]
    closing = session.get(Closing, vote.id)
    assert (closing.voted, closing.ballots, closing.delegated, closing.paper) == (4, 4, 1, 2)


def test_a_delegate_who_voted_on_paper_fills_in_the_paper_for_others(session, members, vote, table, hands):
    hands.give(members[1], members[4], vote)
    table.hold(vote, [members[4], members[3]], ["no", None])
    hands.paper(vote, members[4], "yes")
    texts, delegated = hands.close(vote)
    assert (sorted(texts), delegated) == (["no", "yes"], 1)
    closing = session.get(Closing, vote.id)
    assert (closing.voted, closing.ballots, closing.paper, closing.spoiled) == (3, 2, 1, 1)


def test_whose_list_nobody_signed_is_carried_by_their_delegate(session, members, vote, table, hands, now):
    hands.give(members[1], members[4], vote)
    hands.vote(vote, members[4], "yes")
    hands.paper(vote, members[4], "no")
    number = table.begin(vote, members[1])
    table.enter(vote, number, "yes")
    assert close(session, vote, at=now + 7 * DAY)
    session.commit()
    closing = session.get(Closing, vote.id)
    assert (closing.voted, closing.delegated, closing.paper) == (2, 1, 0)
    assert sorted(content for _hash, content in contents(session, vote.id)) == ["no", "yes"]
