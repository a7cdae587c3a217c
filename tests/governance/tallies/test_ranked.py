"""Ranked profiles: equal ballots together, wrong ones refused."""

import pytest

from coop.governance.tallies.profile import BadProfile
from coop.governance.tallies.ranked import RankedProfile
from coop.governance.tallies.refusals import DoesNotFit


def test_equal_ballots_are_counted_together_in_whatever_order_they_come():
    one = RankedProfile.of("AB", [(((1,), (0,)), 1), (((0, 1),), 2), (((1,), (0,)), 3)])
    other = RankedProfile.of("AB", [(((1, 0),), 2), (((1,), (0,)), 4)])
    assert one == other
    assert one.total == 6


@pytest.mark.parametrize(
    "ballot",
    [((0,), (0,)), ((0, 0),), ((2,),), ((-1,),), ((), (0,))],
    ids=["twice", "twice in a tier", "unknown", "before the first", "an empty rank"],
)
def test_what_is_no_ranking_is_refused(ballot):
    with pytest.raises(BadProfile):
        RankedProfile.of("AB", [(ballot, 1)])


@pytest.mark.parametrize("names", [[], ["A", "A"], ["A", ""], [" A"], ["A\nB"]])
def test_options_need_different_names_of_one_line(names):
    with pytest.raises(BadProfile):
        RankedProfile.of(names, [])


def test_no_ballots_are_no_ballots():
    with pytest.raises(BadProfile):
        RankedProfile.of("AB", [((), 0)])


def test_who_withdraws_leaves_the_others_to_move_up():
    profile = RankedProfile.of("ABC", [(((0,), (1, 2)), 1), (((0,),), 2)])
    assert profile.without(["A"]) == RankedProfile.of("BC", [(((0, 1),), 1), ((), 2)])
    with pytest.raises(BadProfile):
        profile.without(["D"])


def test_equal_ranks_are_no_order():
    with pytest.raises(DoesNotFit, match="1 of 3 ballots rank options equal"):
        RankedProfile.of("AB", [(((0, 1),), 1), (((1,),), 2)]).strict("This method")
