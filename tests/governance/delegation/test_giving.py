"""Giving one's vote: asked and accepted, within the rule, no further than one step, and taken back at any time."""

from __future__ import annotations

import datetime as dt

import pytest

from coop.governance.ballots.chores import remind
from coop.governance.carrying.actions import forget
from coop.governance.delegation import actions, queries
from coop.governance.delegation.models import Delegation, DelegationAnswer, DelegationEnd
from coop.governance.delegation.rules import How
from coop.governance.electorate.queries import opening_of
from coop.governance.proposals import actions as proposals
from coop.governance.proposals.rules import Refused
from coop.notices.models import Mail, Notice
from coop.people.membership.leaving import leave
from coop.people.membership.queries import open_membership
from tests.factories import make_member, make_person
from tests.governance.delegation.conftest import allow

DAY = dt.timedelta(days=1)
UNTIL = dt.date(2026, 6, 30)


def told(session, person, kind):
    return [notice.subject for notice in session.query(Notice).filter_by(person_id=person.id, kind=kind)]


def test_by_the_founding_rules_everyone_votes_for_themselves(session, members, open_resolution, hands):
    with pytest.raises(Refused, match="votes for themselves"):
        hands.ask(members[1], members[2], open_resolution)
    assert queries.votes_to_give(session, at=hands.now) == []


def test_nobody_is_carried_before_the_other_accepts(session, members, vote, hands, now):
    made = hands.ask(members[1], members[2], vote)
    assert told(session, members[2], "delegation-asked") == ["Bo Builder would give you their vote"]
    assert queries.holding(session, vote.id, at=now) == {}
    actions.answer(session, queries.by_id(session, made.id), accepts=True, at=now)
    assert queries.holding(session, vote.id, at=now)[members[1].id].delegate == members[2].id
    assert told(session, members[1], "delegation-answered") == ["Cy Cyclist votes for you"]
    actions.answer(session, queries.by_id(session, made.id), accepts=True, at=now)
    with pytest.raises(Refused, match="answered already"):
        actions.answer(session, queries.by_id(session, made.id), accepts=False, at=now)


def test_who_declines_carries_nothing_and_another_can_be_asked(session, members, vote, hands, now):
    made = hands.ask(members[1], members[2], vote)
    actions.answer(session, queries.by_id(session, made.id), accepts=False, at=now)
    assert queries.of_person(session, members[1].id, at=now) == []
    hands.ask(members[1], members[3], vote)


def test_one_is_asked_at_a_time_and_nobody_themselves(members, vote, hands):
    hands.ask(members[1], members[2], vote)
    with pytest.raises(Refused, match="already"):
        hands.ask(members[1], members[3], vote)
    with pytest.raises(Refused, match="themselves"):
        hands.ask(members[1], members[1], vote)
    hands.ask(members[1], members[3], until=UNTIL)


def test_only_members_and_only_those_on_the_roll(session, members, vote, hands, now):
    with pytest.raises(Refused, match="Only members"):
        hands.ask(members[1], make_person(session, "Vera Visitor"), vote)
    late = make_member(session, "Lou Late", at=now)
    with pytest.raises(Refused, match="both on its roll"):
        hands.ask(members[1], late, vote)
    hands.ask(members[1], late, until=UNTIL)


def test_votes_about_a_person_are_nobodys_to_give(session, members, two_each, call, hands, now):
    election = call(members[2])
    with pytest.raises(Refused, match="about a person"):
        hands.ask(members[1], members[3], election)
    hands.give(members[1], members[3], until=UNTIL)
    proposals.open_vote(session, election, at=now)
    opening = opening_of(session, election.id)
    assert opening.delegation_cap == 0
    assert queries.given_in(session, opening, at=now) == {}
    assert election not in queries.votes_to_give(session, at=now)


def test_a_delegate_carries_no_more_than_the_rule_allows(session, members, vote, hands, now):
    hands.give(members[1], members[0], vote)
    hands.give(members[2], members[0], until=UNTIL)
    with pytest.raises(Refused, match="as many votes as our rules allow"):
        hands.give(members[3], members[0], vote)
    session.rollback()
    waiting = next(one for one in queries.of_person(session, members[3].id, at=now))
    first = next(one for one in queries.of_person(session, members[1].id, at=now))
    actions.end(session, first, how=How.REVOKED, at=now)
    actions.answer(session, waiting, accepts=True, at=now)
    session.commit()


def test_the_terms_of_an_open_vote_bind_even_when_the_rule_is_raised(session, members, vote, hands, now):
    allow(session, 5, at=now + DAY)
    for giver in members[1:3]:
        hands.give(giver, members[0], vote, at=now + DAY)
    with pytest.raises(Refused, match="terms of this vote"):
        hands.give(members[3], members[0], vote, at=now + DAY)


def test_a_vote_goes_one_step_and_in_no_circle(session, members, vote, hands):
    hands.give(members[1], members[2], vote)
    with pytest.raises(Refused, match="carry votes of others"):
        hands.give(members[2], members[3], vote)
    session.rollback()
    with pytest.raises(Refused, match="given your own vote away"):
        hands.give(members[4], members[1], until=UNTIL)
    session.rollback()
    with pytest.raises(Refused):
        hands.give(members[2], members[1], until=UNTIL)


def test_a_term_ends_within_the_months_of_the_rule(members, two_each, hands, now):
    with pytest.raises(Refused, match="Choose a day"):
        hands.ask(members[1], members[2], until=dt.date(2027, 3, 3))
    with pytest.raises(Refused, match="Choose a day"):
        hands.ask(members[1], members[2], until=dt.date(2026, 3, 1))
    assert hands.ask(members[1], members[2], until=dt.date(2027, 3, 2)).until_at > now + 365 * DAY


def test_it_is_taken_back_or_given_back_and_the_other_is_told(session, members, vote, hands, now):
    first, second = hands.give(members[1], members[0], vote), hands.give(members[2], members[0], until=UNTIL)
    actions.end(session, first, how=How.REVOKED, at=now)
    actions.end(session, second, how=How.RETURNED, at=now)
    actions.end(session, second, how=How.RETURNED, at=now)
    assert told(session, members[0], "delegation-ended") == ["Bo Builder took their vote back"]
    assert told(session, members[2], "delegation-ended") == ["Ada Steward gave you your vote back"]
    assert queries.holding(session, vote.id, at=now) == {}


def test_what_was_asked_can_be_withdrawn_before_the_answer(session, members, vote, hands, now):
    made = hands.ask(members[1], members[2], vote)
    shown = queries.by_id(session, made.id)
    actions.end(session, shown, how=How.REVOKED, at=now)
    assert session.get(DelegationEnd, made.id).how == "withdrawn"
    with pytest.raises(Refused, match="took it back"):
        actions.answer(session, shown, accepts=True, at=now)


def test_nothing_is_given_or_taken_back_once_voting_is_over(session, members, vote, hands, now):
    shown = hands.give(members[1], members[2], vote)
    over = now + 7 * DAY
    with pytest.raises(Refused, match="Voting is over"):
        actions.end(session, shown, how=How.REVOKED, at=over)
    with pytest.raises(Refused, match="nothing to vote on"):
        hands.ask(members[3], members[2], vote, at=over)


def test_terms_lapse_and_so_does_what_somebody_who_left_gave_or_carried(session, members, two_each, hands, now):
    hands.give(members[1], members[0], until=dt.date(2026, 3, 10))
    hands.give(members[2], members[3], until=UNTIL)
    leave(session, open_membership(session, members[3].id), reason="", at=now + DAY)
    assert actions.lapse(session, at=now + 2 * DAY) == 1
    assert told(session, members[2], "delegation-ended") == ["Dee Driver no longer votes for you"]
    assert actions.lapse(session, at=now + 20 * DAY) == 1
    assert told(session, members[1], "delegation-ended") == ["Ada Steward no longer votes for you"]
    assert told(session, members[0], "delegation-ended") == ["You no longer vote for Bo Builder"]
    assert actions.lapse(session, at=now + 20 * DAY) == 0


def test_what_is_over_is_forgotten_but_not_before_it_was_counted(session, members, vote, hands, now):
    shown = hands.give(members[1], members[2], until=UNTIL)
    over = now + 7 * DAY
    actions.end(session, shown, how=How.REVOKED, at=over + DAY)  # the vote is over and nobody has closed it yet
    assert forget(session, at=over + 2 * DAY) == 0
    hands.close(vote, at=over + 2 * DAY)
    assert forget(session, at=over + 7 * DAY) == 0  # it can be read a week long that it ended
    assert forget(session, at=over + 8 * DAY) == 1
    for table in (Delegation, DelegationAnswer, DelegationEnd):
        assert session.query(table).count() == 0


def test_what_the_two_were_told_goes_with_what_they_gave(session, members, vote, hands, now):
    """Inboxes and letters name the other of the two: after the vote they tell no more than the tables do."""
    one = hands.give(members[1], members[2], vote)
    term = hands.give(members[3], members[2], until=UNTIL)
    remind(session, at=now + 5 * DAY)
    naming = {members[1].display_name, members[2].display_name}
    about = ("delegation-asked", "delegation-answered", "delegation-ended")
    assert session.query(Notice).filter(Notice.kind.in_(about)).count() == session.query(Mail).filter(
        Mail.notice_id.in_(session.query(Notice.id).filter(Notice.kind.in_(about)))).count() == 4  # fmt: skip
    hands.close(vote)
    left = session.query(Notice).filter(Notice.kind.in_(about)).all()
    assert {notice.link for notice in left} == {f"/my/delegation?given={term.delegation.id}"}
    kept = {notice.id for notice in left}
    others = [notice for notice in session.query(Notice) if notice.id not in kept]
    others += [letter for letter in session.query(Mail) if letter.notice_id not in kept]
    assert others
    assert not [one for one in others if any(name in one.subject + one.body for name in naming)]
    over = now + 8 * DAY
    actions.end(session, term, how=How.RETURNED, at=over)
    assert forget(session, at=over + 7 * DAY) == 1
    assert session.query(Notice).filter(Notice.kind.in_(about)).count() == 0
    assert one.delegation.id != term.delegation.id


def test_what_was_forgotten_while_one_waited_is_refused(session, members, vote, hands, now):
    """Their request came in time, and the closing was faster: they read that voting is over."""
    last = now + 7 * DAY - dt.timedelta(microseconds=1)
    given = hands.give(members[1], members[2], vote)
    asked = queries.by_id(session, hands.ask(members[3], members[2], vote).id)
    hands.close(vote)
    with pytest.raises(Refused, match="Voting is over"):
        actions.end(session, given, how=How.REVOKED, at=last)
    with pytest.raises(Refused, match="Voting is over"):
        actions.answer(session, asked, accepts=True, at=last)
