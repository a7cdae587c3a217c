"""A delegate's paper becomes ballots at close, for those who did not vote themselves, and for nobody else."""

from __future__ import annotations

import datetime as dt

import pytest

from coop.governance.ballots import carried, queries
from coop.governance.ballots.chores import remind
from coop.governance.ballots.models import CarriedBallot, CarriedMark, Closing
from coop.governance.ballots.receipts import ballot_hash, carried_receipt
from coop.governance.closing.queries import outcome_of
from coop.governance.delegation import actions
from coop.governance.delegation.models import Delegation
from coop.governance.delegation.rules import How
from coop.governance.electorate.queries import frozen_vote, opening_of
from coop.governance.proposals import actions as proposals
from coop.governance.words import needs
from coop.notices.models import Notice
from coop.people.membership.leaving import leave
from coop.people.membership.queries import open_membership

DAY = dt.timedelta(days=1)
UNTIL = dt.date(2026, 6, 30)


def told(session, person):
    return [notice.subject for notice in session.query(Notice).filter_by(person_id=person.id, kind="vote-carried")]


def test_who_did_not_vote_is_carried_and_counts_toward_the_quorum(session, members, vote, hands, now):
    hands.give(members[1], members[0], vote)
    hands.give(members[2], members[0], until=UNTIL)
    hands.vote(vote, members[0], "yes")
    hands.paper(vote, members[0], "no")
    texts, _delegated = hands.close(vote)
    assert sorted(texts) == ["no", "no", "yes"]
    closing = session.get(Closing, vote.id)
    assert (closing.voted, closing.ballots, closing.delegated) == (3, 3, 2)
    outcome = outcome_of(session, vote, opening_of(session, vote.id), at=now + 8 * DAY)
    assert (outcome.result["yes"], outcome.result["no"]) == (1, 2)
    assert "2 of the ballots were cast by delegates for others." in outcome.statement
    assert told(session, members[1]) == told(session, members[2]) == ["A ballot was cast for you"]
    assert told(session, members[0]) == told(session, members[3]) == []


def test_a_direct_vote_makes_the_delegates_ballot_give_way_until_the_end(session, members, vote, hands, now):
    hands.give(members[1], members[0], vote)
    hands.give(members[2], members[0], vote)
    hands.vote(vote, members[0], "yes")
    hands.paper(vote, members[0], "yes")
    hands.vote(vote, members[1], "no", at=now + 7 * DAY - dt.timedelta(seconds=1))
    texts, delegated = hands.close(vote)
    assert sorted(texts) == ["no", "yes", "yes"]
    assert delegated == 1
    assert told(session, members[1]) == []
    assert queries.was_carried(session, vote.id, members[2].id)
    assert not queries.was_carried(session, vote.id, members[1].id)


def test_a_vote_taken_back_is_not_cast_and_its_giver_hears_nothing_was(session, members, vote, hands, now):
    first, _second = hands.give(members[1], members[0], vote), hands.give(members[2], members[3], vote)
    hands.vote(vote, members[0])
    hands.paper(vote, members[0])
    actions.end(session, first, how=How.REVOKED, at=now + 6 * DAY)
    assert hands.close(vote) == (["yes"], 0)
    assert told(session, members[1]) == []
    assert told(session, members[2]) == ["No ballot was cast for you"]


def test_one_can_give_ones_vote_after_the_paper_was_filled_in(members, vote, hands, now):
    hands.give(members[1], members[0], vote)
    hands.vote(vote, members[0])
    hands.paper(vote, members[0])
    hands.give(members[2], members[0], vote, at=now + 5 * DAY)
    assert hands.close(vote) == (["yes"] * 3, 2)


def test_who_leaves_is_not_carried_and_carries_nobody(session, members, vote, hands, now):
    hands.give(members[1], members[0], vote)
    hands.give(members[2], members[3], vote)
    for delegate in (members[0], members[3]):
        hands.vote(vote, delegate)
        hands.paper(vote, delegate)
    leave(session, open_membership(session, members[1].id), reason="", at=now + DAY)
    leave(session, open_membership(session, members[3].id), reason="", at=now + DAY)
    assert hands.close(vote) == (["yes", "yes"], 0)


def test_the_outcome_is_the_same_before_and_after_it_is_written_down(session, members, vote, hands, now):
    hands.give(members[1], members[0], vote)
    hands.vote(vote, members[0])
    hands.paper(vote, members[0], "no")
    opening, late = opening_of(session, vote.id), now + 9 * DAY
    shown = outcome_of(session, vote, opening, at=late)
    assert not shown.is_written
    seen = carried.carrying(session, opening, members[1].id, at=late)
    assert (seen.voted, seen.others) == (2, 1)
    hands.close(vote, at=late)
    written = outcome_of(session, vote, opening, at=late)
    assert (written.chain_head, written.result, written.statement) == (shown.chain_head, shown.result, shown.statement)
    seen = carried.carrying(session, opening, members[1].id, at=late)
    assert (seen.voted, seen.others) == (2, 1)


def test_after_close_nothing_is_left_that_leads_from_delegate_to_ballot(session, members, vote, hands):
    hands.give(members[1], members[0], vote)
    hands.vote(vote, members[0])
    hands.paper(vote, members[0])
    assert session.query(CarriedBallot).count() == 2  # as many as could be needed: not how many are carried
    hands.close(vote)
    assert session.query(CarriedBallot).count() == session.query(Delegation).count() == 0
    assert [mark.person_id for mark in session.query(CarriedMark)] == [members[1].id]


def test_a_paper_needs_somebody_carried_and_ones_own_vote(members, vote, hands):
    hands.vote(vote, members[0])
    with pytest.raises(carried.NoPaper, match="nobody's vote"):
        hands.paper(vote, members[0])
    hands.give(members[1], members[2], vote)
    with pytest.raises(carried.NoPaper, match="Vote yourself first"):
        hands.paper(vote, members[2])


def test_a_paper_is_replaced_and_thrown_away(session, members, vote, hands, now):
    hands.give(members[1], members[0], vote)
    hands.vote(vote, members[0])
    hands.paper(vote, members[0], "no")
    hands.paper(vote, members[0], "abstain")
    assert carried.paper_of(session, vote.id, members[0].id) == "abstain"
    carried.take_back(session, vote, delegate=members[0], at=now)
    assert hands.close(vote) == (["yes"], 0)


def test_the_code_of_a_paper_opens_each_ballot_cast_from_it(session, members, vote, hands):
    hands.give(members[1], members[0], vote)
    own = hands.vote(vote, members[0], "yes")
    code = hands.paper(vote, members[0], "no")
    assert len(carried.opened_by(session, vote, receipt=code, cap=2)) == 2
    hands.close(vote)
    ((receipt, hashed, content),) = carried.opened_by(session, vote, receipt=code, cap=2)
    assert content == "no"
    assert receipt == carried_receipt(code, 1)
    assert hashed == ballot_hash(reference=vote.reference, receipt=receipt, content="no")
    assert queries.ballot_of(session, vote, receipt=receipt) == (hashed, "no")
    assert carried.opened_by(session, vote, receipt=own, cap=2) == []


def test_a_block_is_nobodys_to_give(session, members, two_each, hands, now):
    proposal = proposals.propose(
        session, kind="resolve", title="Merge", text="We merge.", author=members[1], at=now - 4 * DAY,
        payload={"method": "consent"},
    )  # fmt: skip
    proposals.open_vote(session, proposal, at=now)
    hands.give(members[1], members[0], proposal)
    hands.vote(proposal, members[0], "block: it would cost us the workshop")
    with pytest.raises(carried.NoPaper, match="block"):
        hands.paper(proposal, members[0], "block: it would cost us the workshop")
    session.rollback()
    hands.paper(proposal, members[0], "disagree")
    hands.close(proposal)
    result = outcome_of(session, proposal, opening_of(session, proposal.id), at=now + 8 * DAY).result
    assert (result["block"], result["disagree"], result["ballots"]) == (1, 1, 2)


def test_a_split_counts_once_for_each_who_is_carried(session, members, two_each, distribution, hands, now):
    at = now + 4 * DAY
    for giver in members[1:3]:
        hands.give(giver, members[0], distribution, at=at)
    hands.vote(distribution, members[0], {"reserve": 100}, at=at)
    hands.paper(distribution, members[0], {"dividends": 100}, at=at)
    texts, delegated = hands.close(distribution, at=now + 11 * DAY)
    assert delegated == 2
    assert sum("dividends=100" in text for text in texts) == 2
    result = outcome_of(session, distribution, opening_of(session, distribution.id), at=now + 11 * DAY).result
    assert result["shares"]["dividends"] == "2/3"


def test_the_arithmetic_before_the_vote_says_it(session, vote):
    said = needs(frozen_vote(session, opening_of(session, vote.id), reference=vote.reference))
    assert any("up to 2 others who gave them their votes" in sentence for sentence in said)


def test_a_reminder_says_that_somebody_votes_otherwise_and_not_who(session, members, vote, hands, now):
    hands.give(members[1], members[0], vote)
    remind(session, at=now + 6 * DAY)
    words = session.query(Notice).filter_by(person_id=members[1].id, kind="vote-closing").one().body
    assert "You gave your vote to another member: if you vote yourself, your own counts" in words
    assert "Ada" not in words
