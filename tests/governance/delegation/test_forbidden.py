"""What the databases themselves refuse, in plain SQL, whatever the code above them does."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError

from coop.governance.ballots.models import CarriedBallot
from coop.governance.closing.actions import close
from coop.governance.delegation.models import Delegation, DelegationAnswer, DelegationEnd
from coop.governance.electorate.models import Opening
from coop.governance.proposals import actions as proposals
from tests.factories import make_member, make_person

DAY = dt.timedelta(days=1)


def refuses(session, row, match="."):
    """The row (a model's or a statement with its facts) is refused, and nothing of it stays."""
    with pytest.raises((DatabaseError, IntegrityError), match=match):
        if isinstance(row, tuple):
            session.execute(text(row[0]), row[1])
        else:
            session.add(row)
        session.flush()
    session.rollback()


def asked(delegator, delegate, *, proposal=None, until=None, at):
    return Delegation(delegator_id=delegator.id, delegate_id=delegate.id, asked_at=at, until_at=until,
                      proposal_id=proposal.id if proposal else None)  # fmt: skip


def accepted(delegation, *, at, accepts=True):
    return DelegationAnswer(delegation_id=delegation.id, accepts=accepts, answered_at=at)


def test_a_delegation_is_of_two_members_for_one_thing(session, members, vote, now):
    _ada, bo, cy, *_rest = members
    # Which of several triggers speaks first, the two databases do not tell alike.
    refuses(session, asked(bo, bo, proposal=vote, at=now), "another|only those who can vote")
    refuses(session, asked(bo, cy, at=now), "scope")
    refuses(session, asked(bo, cy, proposal=vote, until=now + DAY, at=now), "scope")
    refuses(session, asked(bo, cy, until=now - DAY, at=now))
    stranger = make_person(session, "Vera Visitor")
    session.commit()
    refuses(session, asked(bo, stranger, until=now + DAY, at=now), "only those who can vote")
    refuses(session, asked(stranger, bo, until=now + DAY, at=now), "only those who can vote")
    late = make_member(session, "Lou Late", at=now)
    session.commit()
    refuses(session, asked(bo, late, proposal=vote, at=now), "only those who can vote")


def test_a_rule_has_to_allow_it(session, members, open_resolution, now):
    refuses(session, asked(members[1], members[2], proposal=open_resolution, at=now), "votes for themselves")
    refuses(session, asked(members[1], members[2], until=now + DAY, at=now), "votes for themselves")


def test_nobody_gives_a_vote_about_a_person(session, members, two_each, call, now):
    election = call(members[2])
    refuses(session, asked(members[1], members[3], proposal=election, at=now), "about a person")
    proposals.open_vote(session, election, at=now)
    session.commit()
    refuses(session, asked(members[1], members[3], proposal=election, at=now), "about a person|for themselves")


def test_an_opening_lets_nobody_be_carried_in_a_vote_about_a_person(session, members, two_each, call, now):
    election = call(members[2])
    opening = Opening(
        proposal_id=election.id, opened_at=now, closes_at=now + DAY, method="schulze", quorum="1/2", threshold="",
        grace_hours=1, roll_size=0, roll_digest="0" * 64, terms={"seats": 1}, rule_ids=[], delegation_cap=2,
    )  # fmt: skip
    refuses(session, opening, "about a person")


def test_no_more_than_the_cap_and_no_chain(session, members, vote, hands, now):
    ada, bo, cy, dee, eve = members
    hands.give(bo, ada, vote)
    hands.give(cy, ada, vote)
    third = hands.ask(dee, ada, vote)
    refuses(session, accepted(third, at=now), "no more than the rules allow")
    onward = hands.ask(ada, eve, until=dt.date(2026, 4, 1))
    refuses(session, accepted(onward, at=now), "carries nobody")
    backward = hands.ask(eve, bo, vote)
    refuses(session, accepted(backward, at=now), "carries nobody")
    assert session.get(DelegationAnswer, third.id) is None


def test_nothing_is_asked_or_answered_out_of_time(session, members, vote, hands, now):
    waiting = hands.ask(members[1], members[2], vote)
    over = now + 7 * DAY
    refuses(session, accepted(waiting, at=over), "it is over")
    refuses(session, asked(members[3], members[2], proposal=vote, at=over), "nothing to vote on")
    refuses(session, DelegationEnd(delegation_id=waiting.id, how="withdrawn", ended_at=over), "voting is over")
    refuses(session, DelegationEnd(delegation_id=waiting.id, how="revoked", ended_at=now), "did not end like that")
    refuses(session, asked(members[1], members[3], proposal=vote, at=now), "one member at a time")


def test_what_was_said_stays_as_it_was_said(session, members, vote, hands, now):
    shown = hands.give(members[1], members[2], vote)
    number = {"n": shown.delegation.id}
    for statement in (
        "UPDATE delegations SET delegate_id = delegator_id",
        "UPDATE delegation_answers SET accepts = NOT accepts",
        "DELETE FROM delegation_answers WHERE delegation_id = :n",
        "DELETE FROM delegations WHERE id = :n",
    ):
        refuses(session, (statement, number if ":n" in statement else {}))
    refuses(session, accepted(shown.delegation, at=now, accepts=False))


@pytest.mark.only_on("sqlite")
def test_sqlite_replaces_nothing(session, members, vote, hands):
    shown = hands.give(members[1], members[2], vote)
    facts = {"n": shown.delegation.id}
    refuses(session, ("INSERT OR REPLACE INTO delegation_answers SELECT delegation_id, 0, answered_at "
                      "FROM delegation_answers WHERE delegation_id = :n", facts), "this key exists")  # fmt: skip
    refuses(session, ("INSERT OR REPLACE INTO delegations SELECT id, delegate_id, delegator_id, proposal_id, until_at, "
                      "asked_at FROM delegations WHERE id = :n", facts))  # fmt: skip


@pytest.mark.only_on("postgresql")
@pytest.mark.parametrize("table", ["delegations", "delegation_answers", "delegation_ends", "carried_ballots",
                                   "carried_marks"])  # fmt: skip
def test_postgresql_empties_none_of_these_tables(session, vote, table):
    refuses(session, (f"TRUNCATE {table} CASCADE", {}))


def laid(vote, person, *, place=1, content="yes", digit="a"):
    return CarriedBallot(proposal_id=vote.id, delegate_id=person.id, place=place, hash=digit * 64, content=content)


def test_a_paper_is_a_voters_within_the_cap_and_a_ballot_of_this_vote(session, members, vote, hands):
    ada = members[0]
    refuses(session, laid(vote, ada))  # has not voted
    hands.vote(vote, ada)
    refuses(session, laid(vote, ada, place=3), "no more than the rules allow")
    refuses(session, laid(vote, ada, place=0), "no more than the rules allow")
    refuses(session, laid(vote, ada, content="perhaps"), "no ballot of this vote")
    session.add(laid(vote, ada))
    session.commit()
    refuses(session, ("UPDATE carried_ballots SET content = 'no'", {}), "never edited")


def test_a_block_is_laid_for_nobody(session, members, two_each, now, hands):
    proposal = proposals.propose(
        session, kind="resolve", title="Merge", text="We merge.", author=members[1], at=now - 4 * DAY,
        payload={"method": "consent"},
    )  # fmt: skip
    proposals.open_vote(session, proposal, at=now)
    hands.vote(proposal, members[0], "agree")
    refuses(session, laid(proposal, members[0], content="block: no"), "a block")


def test_nobody_is_carried_who_voted_or_gave_their_vote_to_nobody(session, members, vote, hands):
    insert = "INSERT INTO carried_marks (proposal_id, person_id) VALUES (:p, :who)"
    hands.give(members[1], members[0], vote)
    refuses(session, (insert, {"p": vote.id, "who": members[1].id}), "nobody carries this vote")
    hands.vote(vote, members[0])
    hands.paper(vote, members[0])
    refuses(session, (insert, {"p": vote.id, "who": members[2].id}), "nobody carries this vote")
    hands.vote(vote, members[1])
    refuses(session, (insert, {"p": vote.id, "who": members[1].id}), "who voted is not carried")


def test_a_closing_counts_every_voter_once(session, members, vote, hands, now):
    hands.give(members[1], members[0], vote)
    hands.vote(vote, members[0])
    hands.paper(vote, members[0])
    closing = ("INSERT INTO closings (proposal_id, recorded_at, voted, ballots, delegated) "
               "SELECT :p, opened_at, :voted, 0, :others FROM vote_openings WHERE proposal_id = :p")  # fmt: skip
    session.execute(text("DELETE FROM ballots"))
    refuses(session, (closing, {"p": vote.id, "voted": 1, "others": 0}))  # papers are left
    session.execute(text("DELETE FROM ballots"))
    session.execute(text("DELETE FROM carried_ballots"))
    refuses(session, (closing, {"p": vote.id, "voted": 2, "others": 1}), "every voter counts once")
    session.execute(text("DELETE FROM ballots"))
    session.execute(text("DELETE FROM carried_ballots"))
    refuses(session, (closing, {"p": vote.id, "voted": 2, "others": 0}), "every voter counts once")


def test_after_closing_nobody_is_carried_and_no_paper_laid(session, members, vote, hands, now):
    hands.give(members[1], members[0], vote)
    hands.vote(vote, members[0])
    hands.paper(vote, members[0])
    assert close(session, vote, at=now + 7 * DAY)
    session.commit()
    refuses(session, laid(vote, members[0]), "the vote is closed")
    refuses(session, ("INSERT INTO carried_marks (proposal_id, person_id) VALUES (:p, :who)",
                      {"p": vote.id, "who": members[2].id}), "is closed|nobody carries")  # fmt: skip
    refuses(session, ("DELETE FROM carried_marks", {}))
    refuses(session, ("UPDATE closings SET delegated = 0", {}))
