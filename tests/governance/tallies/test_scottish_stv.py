"""Scottish STV: as the order has it, paper by paper, and what it promises."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.governance.tallies.lots import Lots
from coop.governance.tallies.ranked import RankedProfile
from coop.governance.tallies.refusals import DoesNotFit
from coop.governance.tallies.scottish_stv import Action, scottish_stv
from tests.governance.tallies import naive_stv
from tests.governance.tallies.rankings import reordered, strict_profile, strict_profiles
from tests.governance.tallies.solid import broken_promise

SEED = "2026-7"
LOTS = Lots(SEED)
seats_of = st.integers(1, 4)


def count(profile, seats):
    names, kinds = profile
    return scottish_stv(strict_profile(names, kinds), min(seats, len(names)), LOTS)


def papers_of(names, kinds):
    return [[names[one] for one in order] for order, count in kinds.items() for _ in range(count)]


@given(strict_profiles(), seats_of)
def test_it_is_what_counting_paper_by_paper_gives_at_every_stage(profile, seats):
    names, kinds = profile
    found = count(profile, seats)
    elected, history = naive_stv.scottish(names, papers_of(names, kinds), min(seats, len(names)), SEED)
    assert list(found.elected) == elected
    ours = [{name: Fraction(v, found.unit) for name, v in zip(names, s.votes, strict=True)} for s in found.stages]
    assert ours == [{name: Fraction(votes) for name, votes in stage.items()} for stage in history]


@given(strict_profiles(), seats_of)
def test_no_vote_is_lost_but_what_is_said_to_be(profile, seats):
    found = count(profile, seats)
    for stage in found.stages:
        assert sum(stage.votes) + stage.non_transferable + stage.lost == found.ballots * found.unit
        assert 0 <= stage.lost < found.ballots * len(found.stages)
    moved = [(stage, sum(parcel.papers * parcel.value for parcel in stage.parcels)) for stage in found.stages[1:]]
    for before, (stage, votes) in zip(found.stages, moved, strict=False):
        had = before.votes[found.options.index(stage.option)]
        kept = found.quota * found.unit if stage.action is Action.SURPLUS else 0
        assert votes + stage.lost - before.lost == had - kept


@given(strict_profiles(), seats_of)
def test_as_many_are_elected_as_there_are_seats_and_nobody_is_forgotten(profile, seats):
    found = count(profile, seats)
    assert len(found.elected) == found.seats
    assert len(set(found.elected)) == found.seats
    assert not set(found.elected) & set(found.excluded)


@given(strict_profiles(), seats_of)
def test_who_solidly_support_a_group_with_k_quotas_elect_k_of_it(profile, seats):
    names, kinds = profile
    found = count(profile, seats)
    assert broken_promise(names, kinds, found.seats, found.quota, found.elected) is None


@given(strict_profiles(), seats_of, st.randoms(use_true_random=False))
def test_neither_the_order_of_ballots_nor_of_candidates_matters(profile, seats, random):
    names, kinds = profile
    places = random.sample(range(len(names)), len(names))
    found = scottish_stv(reordered(names, kinds, places), min(seats, len(names)), LOTS)
    assert found.elected == count(profile, seats).elected


def test_a_surplus_is_passed_on_at_five_places_dropped():
    # 7 votes, quota 3 (2 seats): Ada has 5, so each of her papers is worth 2/5; of 7 papers 4/7 would be 0.57142.
    found = scottish_stv(
        RankedProfile.of_names(("Ada", "Ben", "Cleo"), {("Ada", "Ben"): 3, ("Ada", "Cleo"): 4, ("Cleo",): 1}), 2, LOTS
    )
    assert found.quota == 3
    stage = found.stages[1]
    assert [(parcel.to, parcel.papers, parcel.value) for parcel in stage.parcels] == [
        ("Ben", 3, 57_142),
        ("Cleo", 4, 57_142),
    ]
    assert stage.votes == (300_000, 171_426, 328_568)
    assert stage.lost == 6
    assert found.elected == ("Ada", "Cleo")


def test_a_tie_goes_to_the_last_stage_at_which_they_differed():
    # Ben and Cleo are level at 4 once Dov is out, but Cleo had more before: Ben is excluded.
    ballots = {("Ada",): 6, ("Ben", "Ada"): 3, ("Cleo", "Ada"): 4, ("Dov", "Ben"): 1}
    found = scottish_stv(RankedProfile.of_names(("Ada", "Ben", "Cleo", "Dov"), ballots), 1, LOTS)
    assert found.stages[2].option == "Ben"
    (tie,) = found.stages[2].ties
    assert (tie.among, tie.stage, tie.chosen) == (("Ben", "Cleo"), 1, "Ben")


def test_who_were_never_apart_are_told_apart_by_lot():
    ballots = {("Ada",): 3, ("Ben",): 1, ("Cleo",): 1}
    found = scottish_stv(RankedProfile.of_names(("Ada", "Ben", "Cleo"), ballots), 2, LOTS)
    unlucky = LOTS.order(("Ben", "Cleo"))[-1]
    assert found.excluded == (unlucky,)
    (tie,) = found.stages[-1].ties
    assert (tie.stage, tie.chosen) == (None, unlucky)


def test_empty_ballots_are_counted_apart_and_make_no_quota():
    found = scottish_stv(RankedProfile.of_names("AB", {("A",): 2, (): 7}), 1, LOTS)
    assert (found.ballots, found.empty_ballots, found.quota) == (2, 7, 2)


def test_equal_ranks_and_too_many_seats_do_not_fit():
    with pytest.raises(DoesNotFit, match="rank options equal"):
        scottish_stv(RankedProfile.of("AB", [(((0, 1),), 1)]), 1, LOTS)
    with pytest.raises(DoesNotFit, match="2 options cannot fill 3 seats"):
        scottish_stv(RankedProfile.of_names("AB", {("A",): 1}), 3, LOTS)


def test_without_any_ballot_the_lot_fills_the_seats():
    found = scottish_stv(RankedProfile.of_names("ABC", {}), 2, LOTS)
    assert len(found.elected) == 2
