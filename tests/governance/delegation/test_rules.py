"""Who carries whom, whatever was given, taken back and voted: nobody counts twice, and a direct vote always counts."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coop.governance.delegation.rules import Given, carried, in_vote, last_day

START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
PEOPLE = range(1, 9)
PAIRS = [(giver, carrier) for giver in PEOPLE for carrier in PEOPLE if giver != carrier]


@st.composite
def given_votes(draw):
    """Delegations of eight people, for vote 7, for vote 8 or for a term, some of them over."""
    found = []
    for number in range(draw(st.integers(0, 12))):
        giver, carrier = draw(st.sampled_from(PAIRS))
        accepted = START + HOUR * draw(st.integers(0, 20))
        ended = draw(st.none() | st.integers(0, 30).map(lambda hours: START + HOUR * hours))
        proposal = draw(st.sampled_from([None, 7, 8]))
        until = START + HOUR * draw(st.integers(5, 40)) if proposal is None else None
        found.append(Given(number, giver, carrier, proposal, accepted, until, ended))
    return found


people = st.sets(st.sampled_from(list(PEOPLE)))


@settings(max_examples=400)
@given(given=given_votes(), voters=people, voted=people, papers=people, cap=st.integers(0, 3))
def test_everyone_counts_once_and_a_direct_vote_always_counts(given, voters, voted, papers, cap):
    voted &= voters
    at = START + 12 * HOUR
    holding = in_vote(given, proposal=7, at=at)
    found = carried(holding.values(), voters=voters, voted=voted, papers=papers, cap=cap)
    others = [person for people in found.values() for person in people]
    # Who is carried did not vote, is carried once, is on the roll, and gave their vote to exactly that delegate.
    assert len(others) == len(set(others))
    assert not set(others) & voted
    assert set(others) <= voters
    assert len(voted) + len(others) == len(voted | set(others)) <= len(voters)
    for delegate, theirs in found.items():
        assert delegate in voted & papers
        assert delegate not in holding
        assert 0 < len(theirs) <= cap
        for person in theirs:
            assert holding[person].delegate == delegate
            assert holding[person].stands(at)
            assert holding[person].proposal in (None, 7)
    assert len(others) <= cap * len(voted)
    # And nobody is left out for another reason than those.
    for person, one in holding.items():
        if person in voters - voted - set(others) and one.delegate in voted & papers - holding.keys():
            assert len(found.get(one.delegate, ())) == cap


@settings(max_examples=200)
@given(given=given_votes(), voters=people, papers=people)
def test_voting_oneself_changes_nothing_for_others_but_makes_room(given, voters, papers):
    holding = in_vote(given, proposal=7, at=START + 12 * HOUR)
    voted = set(voters & papers)
    before = carried(holding.values(), voters=voters, voted=voted, papers=papers, cap=9)
    for person in [one for theirs in before.values() for one in theirs]:
        after = carried(holding.values(), voters=voters, voted=voted | {person}, papers=papers, cap=9)
        left = {d: [one for one in theirs if one != person] for d, theirs in before.items()}
        assert after == {delegate: theirs for delegate, theirs in left.items() if theirs}


def test_one_for_this_vote_goes_before_one_for_a_term():
    term = Given(1, 1, 2, None, START, START + 9 * HOUR)
    this = Given(2, 1, 3, 7, START)
    assert in_vote([term, this], proposal=7, at=START)[1] is this
    assert in_vote([term, this], proposal=8, at=START)[1] is term
    assert in_vote([term], proposal=8, at=START + 9 * HOUR) == {}


def test_beyond_the_cap_the_earlier_go_first():
    rows = [Given(number, number, 9, 7, START) for number in (3, 1, 2)]
    assert carried(rows, voters={1, 2, 3, 9}, voted={9}, papers={9}, cap=2) == {9: [1, 2]}
    assert carried(rows, voters={1, 2, 3, 9}, voted={9, 1}, papers={9}, cap=2) == {9: [2, 3]}


@pytest.mark.parametrize(
    ("today", "months", "last"),
    [("2026-03-02", 12, "2027-03-02"), ("2026-01-31", 1, "2026-02-28"), ("2027-12-31", 2, "2028-02-29"),
     ("2026-11-30", 1, "2026-12-30"), ("2026-12-01", 1, "2027-01-01")],
)  # fmt: skip
def test_the_last_day_of_a_term(today, months, last):
    assert last_day(dt.date.fromisoformat(today), months) == dt.date.fromisoformat(last)
