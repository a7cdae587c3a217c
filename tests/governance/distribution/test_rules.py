"""The surplus is split to the cent: floors first, and no vote can go below them."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.governance.distribution.floors import Floors, FloorShare
from coop.governance.distribution.rules import (
    Basis,
    Distribution,
    Line,
    non_member_part,
    split_surplus,
)

USES = ("dividends", "reserve", "solidarity", "education", "projects")
ITALY = Floors((FloorShare("reserve", F(3, 10)), FloorShare("solidarity", F(3, 100))))
SPAIN = Floors((FloorShare("reserve", F(1, 5)), FloorShare("education", F(1, 20))))
HALVES = {"dividends": F(1, 2), "reserve": F(1, 2)}


@st.composite
def floors(draw):
    """Floors of at most the whole surplus, some of them with a ceiling."""
    parts = draw(st.lists(st.integers(0, 100), max_size=4))
    whole = max(1, sum(parts) + draw(st.integers(0, 300)))
    ceilings = draw(st.lists(st.none() | st.integers(0, 10**6), min_size=4, max_size=4))
    return Floors(
        tuple(
            FloorShare(use, F(part, whole), ceiling)
            for use, part, ceiling in zip(USES, parts, ceilings, strict=False)
        )
    )


@st.composite
def outcomes(draw):
    """What members voted, or nothing."""
    parts = draw(st.lists(st.integers(0, 60), min_size=5, max_size=5).filter(any))
    return draw(
        st.none() | st.just({use: F(part, sum(parts)) for use, part in zip(USES, parts, strict=True)})
    )


surpluses = st.integers(-(10**6), 10**9)


@given(surpluses, floors(), outcomes(), st.integers(0, 10**9))
def test_the_lines_sum_to_exactly_the_surplus_or_to_nothing_after_a_loss(
    surplus, floors, outcome, non_member
):
    split = split_surplus(surplus, floors, outcome, non_member_cents=non_member)
    assert sum(line.cents for line in split.lines) == max(surplus, 0)
    assert sum(split.by_use().values()) == max(surplus, 0)
    assert all(line.cents >= 0 for line in split.lines)


@given(st.integers(1, 10**9), floors(), outcomes())
def test_every_floor_is_kept_whatever_is_voted(surplus, floors, outcome):
    split = split_surplus(surplus, floors, outcome)
    exhausted = split.votable_cents == 0  # only then can sub-cents of earlier floors leave a later one short
    for floor in floors.shares:
        due = floor.share * surplus
        if floor.ceiling_cents is not None:
            due = min(due, floor.ceiling_cents)
        short = due - split.by_use().get(floor.use, 0)
        assert short < len(floors.shares) if exhausted else short <= 0


@given(st.integers(1, 10**9), floors(), outcomes())
def test_the_vote_decides_on_the_rest_to_less_than_a_cent(surplus, floors, outcome):
    split = split_surplus(surplus, floors, outcome)
    assert split.votable_cents == split_surplus(surplus, floors, None).votable_cents
    voted = [line for line in split.lines if line.basis is Basis.VOTE]
    assert [line.use for line in voted] == list(outcome or ())
    for line in voted:
        assert abs(line.cents - line.share * split.votable_cents) < 1


@given(st.integers(1, 10**9), floors(), outcomes(), st.integers(0, 10**9))
def test_members_are_paid_nothing_from_the_work_of_others(surplus, floors, outcome, non_member):
    split = split_surplus(surplus, floors, outcome, non_member_cents=non_member)
    other_floors = sum(
        line.cents for line in split.lines if line.basis is Basis.FLOOR and line.use != floors.carried_to
    )
    kept = split.by_use().get(floors.carried_to, 0)
    assert kept >= min(non_member, surplus - other_floors)


def test_a_floor_is_rounded_up_so_that_at_least_means_at_least():
    split = split_surplus(1001, ITALY, HALVES)
    assert split.lines == (
        Line("reserve", Basis.FLOOR, F(3, 10), 301),
        Line("solidarity", Basis.FLOOR, F(3, 100), 31),
        Line("dividends", Basis.VOTE, F(1, 2), 335),
        Line("reserve", Basis.VOTE, F(1, 2), 334),
    )
    assert split.by_use() == {"reserve": 635, "solidarity": 31, "dividends": 335}


def test_an_odd_cent_goes_to_the_option_that_stands_earlier_on_the_ballot():
    reordered = dict(reversed(HALVES.items()))
    assert [line.cents for line in split_surplus(5, Floors(), HALVES).lines] == [3, 2]
    assert split_surplus(5, Floors(), reordered).by_use() == {"reserve": 3, "dividends": 2}


def test_without_a_quorum_the_rest_is_carried_to_reserve():
    split = split_surplus(10_000, SPAIN, None)
    assert split.lines[-1] == Line("reserve", Basis.CARRIED, F(1), 7_500)
    assert split.by_use() == {"reserve": 9_500, "education": 500}
    assert split.votable_cents == 7_500


@pytest.mark.parametrize("surplus", [0, -1, -500_000])
def test_of_a_loss_there_is_nothing_to_split(surplus):
    assert split_surplus(surplus, ITALY, HALVES) == Distribution(surplus, ())
    assert split_surplus(surplus, ITALY, None).votable_cents == 0


def test_floors_of_one_cent_are_met_in_their_order():
    split = split_surplus(1, Floors((FloorShare("reserve", F(1, 2)), FloorShare("education", F(1, 2)))), None)
    assert [line.cents for line in split.lines] == [1, 0, 0]


def test_a_floor_ends_where_its_target_is_met():
    scop = Floors((FloorShare("reserve", F(15, 100), ceiling_cents=400), FloorShare("dividends", F(1, 4))))
    split = split_surplus(10_000, scop, {"projects": F(1)})
    assert split.by_use() == {"reserve": 400, "dividends": 2_500, "projects": 7_100}


def test_the_surplus_of_non_members_goes_to_reserve_and_counts_toward_its_floor():
    low = split_surplus(10_000, SPAIN, HALVES, non_member_cents=1_500)
    high = split_surplus(10_000, SPAIN, HALVES, non_member_cents=6_000)
    assert [line.basis for line in low.lines] == [Basis.FLOOR, Basis.FLOOR, Basis.VOTE, Basis.VOTE]
    assert high.lines[2] == Line("reserve", Basis.NON_MEMBER, F(1), 4_000)
    assert high.by_use() == {"reserve": 6_000 + 1_750, "education": 500, "dividends": 1_750}


def test_the_part_of_non_members_is_rounded_up():
    assert non_member_part(1000, by_members=2, by_all=3) == 334
    assert non_member_part(1000, by_members=3, by_all=3) == 0
    assert non_member_part(1000, by_members=0, by_all=0) == 0
    assert non_member_part(-1000, by_members=1, by_all=3) == 0


@pytest.mark.parametrize(("by_members", "by_all"), [(4, 3), (-1, 3), (0, -1)])
def test_members_do_not_do_more_than_all(by_members, by_all):
    with pytest.raises(ValueError, match="of"):
        non_member_part(1000, by_members=by_members, by_all=by_all)


@pytest.mark.parametrize(
    "outcome", [{}, {"reserve": F(1, 2)}, {"reserve": F(3, 2), "dividends": F(-1, 2)}, {"reserve": 2}]
)
def test_an_outcome_that_is_no_whole_is_refused(outcome):
    with pytest.raises(ValueError, match="sum to 1"):
        split_surplus(1000, SPAIN, outcome)


def test_a_float_decides_nothing():
    with pytest.raises(TypeError):
        split_surplus(1000, SPAIN, {"reserve": 1.0})
    with pytest.raises(TypeError):
        FloorShare("reserve", 0.3)


@pytest.mark.parametrize(
    "make",
    [
        lambda: FloorShare("reserve", F(-1, 10)),
        lambda: FloorShare("reserve", F(11, 10)),
        lambda: FloorShare("reserve", F(1, 10), ceiling_cents=-1),
        lambda: Floors((FloorShare("reserve", F(1, 10)), FloorShare("reserve", F(1, 5)))),
        lambda: Floors((FloorShare("reserve", F(2, 3)), FloorShare("education", F(1, 2)))),
        lambda: Distribution(100, (Line("reserve", Basis.CARRIED, F(1), 99),)),
        lambda: Distribution(-100, (Line("reserve", Basis.CARRIED, F(1), -100),)),
        lambda: Distribution(0, (Line("reserve", Basis.VOTE, F(1), 5), Line("x", Basis.VOTE, F(1), -5))),
    ],
)
def test_impossible_floors_and_distributions_refuse_to_exist(make):
    with pytest.raises(ValueError, match=r"\w"):
        make()
