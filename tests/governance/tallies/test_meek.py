"""Meek: the reference rule's arithmetic, paper by paper, and what it promises."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coop.governance.tallies.lots import Lots
from coop.governance.tallies.meek import ONE, meek
from coop.governance.tallies.ranked import RankedProfile
from coop.governance.tallies.refusals import DoesNotFit
from tests.governance.tallies import naive_stv
from tests.governance.tallies.rankings import reordered, strict_profile, strict_profiles
from tests.governance.tallies.solid import broken_promise
from tests.governance.tallies.test_scottish_stv import papers_of, seats_of

SEED = "2026-7"
LOTS = Lots(SEED)


def count(profile, seats):
    names, kinds = profile
    return meek(strict_profile(names, kinds), min(seats, len(names)), LOTS)


@settings(max_examples=60, deadline=None)
@given(strict_profiles(most_options=5, most_kinds=7, most_alike=5), seats_of)
def test_it_is_what_dealing_paper_by_paper_gives(profile, seats):
    names, kinds = profile
    found = count(profile, seats)
    assert list(found.elected) == naive_stv.meek(names, papers_of(names, kinds), found.seats, SEED)


@given(strict_profiles(), seats_of)
def test_every_deal_gives_out_every_vote(profile, seats):
    found = count(profile, seats)
    for deal in (deal for one in found.rounds for deal in one.deals):
        assert sum(deal.votes) + deal.excess == found.ballots * ONE
        assert deal.quota == sum(deal.votes) // (found.seats + 1) + 1
        assert all(0 <= keep <= ONE for keep in deal.keep)
        assert all(votes == 0 for votes, keep in zip(deal.votes, deal.keep, strict=True) if keep == 0)


@given(strict_profiles(), seats_of)
def test_the_seats_are_filled(profile, seats):
    found = count(profile, seats)
    assert len(set(found.elected)) == len(found.elected) == found.seats
    assert not set(found.elected) & set(found.excluded)


@given(strict_profiles(), seats_of)
def test_who_solidly_support_a_group_with_k_quotas_elect_k_of_it(profile, seats):
    names, kinds = profile
    found = count(profile, seats)
    quota = found.ballots // (found.seats + 1) + 1
    assert broken_promise(names, kinds, found.seats, quota, found.elected) is None


@given(strict_profiles(), seats_of, st.randoms(use_true_random=False))
def test_neither_the_order_of_ballots_nor_of_candidates_matters(profile, seats, random):
    names, kinds = profile
    places = random.sample(range(len(names)), len(names))
    found = meek(reordered(names, kinds, places), min(seats, len(names)), LOTS)
    assert set(found.elected) == set(count(profile, seats).elected)


@given(strict_profiles(), seats_of)
def test_an_excluded_candidate_might_as_well_not_have_stood(profile, seats):
    """What sets Meek apart: once out, a candidate has no influence on where the votes of others lie."""
    names, kinds = profile
    found = count(profile, seats)
    if not found.excluded or found.rounds[0].excluded is None or found.rounds[0].ties:
        return
    without = strict_profile(names, kinds).without([found.rounds[0].excluded])
    assert set(meek(without, found.seats, LOTS).elected) == set(found.elected)


def test_a_deal_by_hand():
    # 2 seats, 8 ballots: the quota is 2.666666667. Ada has 4, keeps 2.666666667 / 4 rounded up of each vote, and passes
    # 0.333333333 on: three times to Ben, once to Cleo.
    ballots = {("Ada", "Ben"): 3, ("Ada", "Cleo"): 1, ("Ben",): 2, ("Cleo",): 2}
    found = meek(RankedProfile.of_names(("Ada", "Ben", "Cleo"), ballots), 2, LOTS)
    (first,), (again, second) = (one.deals for one in found.rounds)
    assert first.votes == again.votes == (4 * ONE, 2 * ONE, 2 * ONE)
    assert (first.quota, first.surplus) == (2_666_666_667, 1_333_333_333)
    assert second.keep == (666_666_667, ONE, ONE)
    assert second.votes == (2_666_666_668, 2_999_999_999, 2_333_333_333)
    assert found.elected == ("Ada", "Ben")


def test_equal_ranks_do_not_fit():
    with pytest.raises(DoesNotFit, match="rank options equal"):
        meek(RankedProfile.of("AB", [(((0, 1),), 1)]), 1, LOTS)
