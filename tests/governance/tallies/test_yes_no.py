"""Yes, no, abstain: what is needed is known before, and decides after."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.governance.tallies.thresholds import COLAB, SIMPLE, TWO_THIRDS, FewOpposed, Majority, Quorum, threshold_named
from coop.governance.tallies.yes_no import Needs, Why, explain, tally

HALF = Quorum(F(1, 2))
NO_QUORUM = Quorum(F(0))


@pytest.mark.parametrize(
    ("votes", "threshold", "why"),
    [
        ((11, 8, 1), SIMPLE, Why.PASSED),
        ((10, 10, 2), SIMPLE, Why.TOO_FEW_YES),
        ((11, 8, 0), SIMPLE, Why.QUORUM_MISSED),
        ((1, 0, 19), SIMPLE, Why.PASSED),
        ((0, 0, 20), SIMPLE, Why.NO_YES),
        ((14, 7, 0), TWO_THIRDS, Why.PASSED),
        ((14, 8, 0), TWO_THIRDS, Why.TOO_FEW_YES),
        ((39, 1, 0), FewOpposed(1), Why.PASSED),
        ((38, 2, 0), FewOpposed(1), Why.TOO_MANY_OPPOSED),
        ((10, 10, 0), COLAB, Why.PASSED),
        ((20, 11, 0), COLAB, Why.TOO_MANY_OPPOSED),
        ((0, 0, 40), COLAB, Why.NO_YES),
    ],
)
def test_a_vote_among_forty_members(votes, threshold, why):
    yes, no, abstain = votes
    outcome = tally(yes=yes, no=no, abstain=abstain, roll=40, quorum=HALF, threshold=threshold)
    assert outcome.why is why
    assert outcome.passed == (why is Why.PASSED)
    assert outcome.ballots == sum(votes)
    assert outcome.quorum_needed == 20
    assert outcome.quorum_reached == (sum(votes) >= 20)


def test_abstentions_make_the_quorum_and_do_not_count_against():
    without = tally(yes=3, no=2, abstain=0, roll=40, quorum=HALF, threshold=SIMPLE)
    with_them = tally(yes=3, no=2, abstain=15, roll=40, quorum=HALF, threshold=SIMPLE)
    assert (without.why, with_them.why) == (Why.QUORUM_MISSED, Why.PASSED)


def test_nothing_is_adopted_when_nobody_votes():
    for threshold in (SIMPLE, COLAB, FewOpposed(0)):
        outcome = tally(yes=0, no=0, abstain=0, roll=40, quorum=NO_QUORUM, threshold=threshold)
        assert outcome.why is Why.NO_YES


def test_the_arithmetic_is_shown_before_anyone_votes():
    assert explain(43, HALF, SIMPLE) == Needs(
        roll=43, ballots=22, yes_at_quorum=12, yes_if_all_vote=22, allowed_no=None
    )
    assert explain(43, HALF, COLAB) == Needs(
        roll=43, ballots=22, yes_at_quorum=None, yes_if_all_vote=None, allowed_no=10
    )


thresholds = st.one_of(
    st.builds(Majority, st.fractions(F(1, 10), F(9, 10)), st.booleans()),
    st.builds(FewOpposed, st.integers(0, 5), st.fractions(0, F(9, 10))),
)
counts = st.integers(0, 30)


@given(counts, counts, counts, counts, st.fractions(0, 1), thresholds)
def test_one_more_yes_in_place_of_a_no_or_an_absence_never_loses_a_vote(
    yes, no, abstain, absent, share, threshold
):
    roll = yes + no + abstain + absent

    def passes(yes, no):
        return tally(
            yes=yes, no=no, abstain=abstain, roll=roll, quorum=Quorum(share), threshold=threshold
        ).passed

    if passes(yes, no):
        assert no == 0 or passes(yes + 1, no - 1)
        assert absent == 0 or passes(yes + 1, no)


@given(counts, counts, st.fractions(0, 1), thresholds)
def test_when_all_vote_what_was_shown_before_decides(yes, no, share, threshold):
    needs = explain(yes + no, Quorum(share), threshold)
    outcome = tally(yes=yes, no=no, abstain=0, roll=yes + no, quorum=Quorum(share), threshold=threshold)
    assert needs.ballots == outcome.quorum_needed
    if needs.yes_if_all_vote is not None:
        assert outcome.passed == (yes >= needs.yes_if_all_vote)
    else:
        assert outcome.passed == (yes > 0 and no <= needs.allowed_no)


def test_more_ballots_than_voters_are_no_vote():
    with pytest.raises(ValueError, match="voted twice"):
        tally(yes=5, no=3, abstain=1, roll=8, quorum=HALF, threshold=SIMPLE)


@pytest.mark.parametrize("votes", [(-1, 0, 2), (2, -1, 0), (2, 0, -1)])
def test_nobody_votes_less_than_not_at_all(votes):
    yes, no, abstain = votes
    with pytest.raises(ValueError, match="from zero"):
        tally(yes=yes, no=no, abstain=abstain, roll=8, quorum=HALF, threshold=SIMPLE)


def by_hand(yes, no, abstain, roll, quorum, name):
    """Whether a vote passes, in the words of the rule and nothing but multiplication."""
    if (yes + no + abstain) * quorum.denominator < quorum.numerator * roll or not yes:
        return False
    if name == "simple":
        return yes > no
    if name in ("two-thirds", "three-quarters", "four-fifths"):
        parts, of = {"two-thirds": (2, 3), "three-quarters": (3, 4), "four-fifths": (4, 5)}[name]
        return yes * of >= parts * (yes + no)
    if name == "at-most-a-quarter-opposed":
        return no <= 2 or no * 4 <= roll
    return no <= (0 if name == "consensus" else int(name.rsplit("-", 1)[1]))


NAMES = ("simple", "two-thirds", "three-quarters", "four-fifths", "consensus", "consensus-minus-1", "consensus-minus-2",
         "at-most-a-quarter-opposed")  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_vote_of_a_small_co_op_passes_exactly_when_the_words_say_so(name):
    for roll in range(13):
        for yes in range(roll + 1):
            for no in range(roll + 1 - yes):
                for abstain in range(roll + 1 - yes - no):
                    for quorum in (F(0), F(1, 3), F(1, 2), F(1)):
                        found = tally(
                            yes=yes,
                            no=no,
                            abstain=abstain,
                            roll=roll,
                            quorum=Quorum(quorum),
                            threshold=threshold_named(name),
                        )
                        assert found.passed == by_hand(yes, no, abstain, roll, quorum, name)
