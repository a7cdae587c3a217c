"""Quorums and thresholds: the numbers members are shown before they vote."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.governance.tallies.thresholds import (
    COLAB,
    FOUR_FIFTHS,
    SIMPLE,
    THREE_QUARTERS,
    TWO_THIRDS,
    FewOpposed,
    Majority,
    Quorum,
    threshold_named,
)
from coop.policies.register import THRESHOLDS


@pytest.mark.parametrize(
    ("share", "roll", "needed"),
    [(F(1, 3), 40, 14), (F(1, 2), 43, 22), (F(1, 2), 40, 20), (F(1), 7, 7), (F(0), 7, 0), (F(1, 20), 1, 1)],
)
def test_a_quorum_is_rounded_up(share, roll, needed):
    assert Quorum(share).needed_ballots(roll) == needed


@pytest.mark.parametrize(
    ("threshold", "cast", "needed"),
    [
        (SIMPLE, 10, 6),
        (SIMPLE, 11, 6),
        (SIMPLE, 1, 1),
        (TWO_THIRDS, 9, 6),
        (TWO_THIRDS, 10, 7),
        (THREE_QUARTERS, 8, 6),
        (THREE_QUARTERS, 9, 7),
        (FOUR_FIFTHS, 10, 8),
        (FOUR_FIFTHS, 11, 9),
        (TWO_THIRDS, 0, 1),
    ],
)
def test_a_majority_is_counted_among_yes_and_no(threshold, cast, needed):
    assert threshold.needed_yes(cast) == needed


@given(st.integers(0, 10**6), st.sampled_from([SIMPLE, TWO_THIRDS, THREE_QUARTERS, FOUR_FIFTHS]))
def test_the_needed_yes_is_the_least_that_meets_the_share(cast, threshold):
    def meets(yes):
        return yes > 0 and (
            yes > threshold.share * cast if threshold.strict else yes >= threshold.share * cast
        )

    needed = threshold.needed_yes(cast)
    assert meets(needed)
    assert not meets(needed - 1)


@pytest.mark.parametrize(
    ("roll", "allowed"), [(3, 2), (8, 2), (11, 2), (12, 3), (40, 10), (43, 10), (44, 11)]
)
def test_at_colab_two_or_a_quarter_of_all_members_may_oppose(roll, allowed):
    assert COLAB.allowed_no(roll) == allowed


def test_consensus_minus_k_allows_k_however_many_members_there_are():
    assert [FewOpposed(k).allowed_no(400) for k in (0, 1, 2)] == [0, 1, 2]


def test_every_threshold_a_rule_can_name_exists():
    assert {name: threshold_named(name) for name in THRESHOLDS} == {
        "simple": SIMPLE,
        "two-thirds": TWO_THIRDS,
        "three-quarters": THREE_QUARTERS,
        "four-fifths": FOUR_FIFTHS,
        "consensus": FewOpposed(0),
        "consensus-minus-1": FewOpposed(1),
        "at-most-a-quarter-opposed": COLAB,
    }
    assert threshold_named("consensus-minus-12") == FewOpposed(12)


@pytest.mark.parametrize("name", ["", "most", "consensus-minus-0", "consensus-minus-", "SIMPLE", "2/3"])
def test_a_threshold_nobody_defined_is_refused(name):
    with pytest.raises(ValueError, match="no threshold is called"):
        threshold_named(name)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Quorum(F(-1, 2)),
        lambda: Quorum(F(3, 2)),
        lambda: Majority(F(0)),
        lambda: Majority(F(3, 2)),
        lambda: Majority(F(1), strict=True),
        lambda: FewOpposed(-1),
        lambda: FewOpposed(0, F(1)),
        lambda: Quorum(F(1, 2)).needed_ballots(-1),
        lambda: SIMPLE.needed_yes(-1),
        lambda: COLAB.allowed_no(-1),
    ],
)
def test_what_no_vote_could_meet_or_fail_is_refused(make):
    with pytest.raises(ValueError, match=r"\w"):
        make()


@pytest.mark.parametrize("make", [lambda: Quorum(0.5), lambda: Majority(0.5), lambda: FewOpposed(0, 0.25)])
def test_no_vote_hangs_on_a_float(make):
    with pytest.raises(TypeError):
        make()
