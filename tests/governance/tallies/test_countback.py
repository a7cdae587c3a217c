"""A vacancy, filled by the ballots that elected whoever left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.governance.tallies.countback import countback
from coop.governance.tallies.lots import Lots
from coop.governance.tallies.ranked import RankedProfile
from coop.governance.tallies.refusals import DoesNotFit
from coop.governance.tallies.scottish_stv import scottish_stv
from tests.governance.tallies.rankings import reordered, strict_profile, strict_profiles
from tests.governance.tallies.test_scottish_stv import seats_of

LOTS = Lots("2026-7")


@given(strict_profiles(), seats_of, st.data())
def test_every_vote_kept_is_accounted_for_at_every_stage(profile, seats, data):
    names, kinds = profile
    if len(names) < 2:
        return
    built, seats = strict_profile(names, kinds), min(seats, len(names) - 1)
    election = scottish_stv(built, seats, LOTS)
    left = data.draw(st.sampled_from(election.elected))
    found = countback(built, seats, left, LOTS)
    assert found.elected in set(names) - set(election.elected)
    assert found.election == election
    for stage in found.stages:
        assert sum(stage.votes) + stage.non_transferable == found.kept
    last = election.stages[-1]
    had = last.votes[names.index(left)]
    assert had <= found.kept <= had + last.lost, "a quota, or what there was, and what truncation left behind"


@given(strict_profiles(), seats_of, st.randoms(use_true_random=False))
def test_the_order_of_candidates_does_not_matter(profile, seats, random):
    names, kinds = profile
    if len(names) < 2:
        return
    seats = min(seats, len(names) - 1)
    places = random.sample(range(len(names)), len(names))
    left = scottish_stv(strict_profile(names, kinds), seats, LOTS).elected[0]
    one = countback(strict_profile(names, kinds), seats, left, LOTS)
    other = countback(reordered(names, kinds, places), seats, left, LOTS)
    assert one.elected == other.elected


BALLOTS = {("Ada", "Ben"): 5, ("Ada", "Cleo"): 4, ("Dov", "Cleo"): 6, ("Cleo",): 2, ("Ben",): 1}
NAMES = ("Ada", "Ben", "Cleo", "Dov")


def test_the_voters_of_whoever_left_choose_not_the_others():
    profile = RankedProfile.of_names(NAMES, BALLOTS)
    found = countback(profile, 2, "Ada", LOTS)
    assert found.election.elected == ("Ada", "Dov")
    assert found.elected == "Ben", "Cleo has more friends in all, but not among those who elected Ada"
    assert found.kept == 9 * 100_000 - sum(
        parcel.papers * parcel.value for stage in found.election.stages[1:2] for parcel in stage.parcels
    )


def test_the_unwilling_are_passed_over():
    profile = RankedProfile.of_names(NAMES, BALLOTS)
    assert countback(profile, 2, "Ada", LOTS, unwilling=["Ben"]).elected == "Cleo"


def test_only_a_seat_that_was_won_can_fall_vacant():
    profile = RankedProfile.of_names(NAMES, BALLOTS)
    with pytest.raises(DoesNotFit, match="Ben was not elected"):
        countback(profile, 2, "Ben", LOTS)
    with pytest.raises(DoesNotFit, match="hold an election"):
        countback(profile, 2, "Ada", LOTS, unwilling=["Ben", "Cleo"])
