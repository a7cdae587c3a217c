"""Equal shares: voter by voter in fractions, within the budget, and fair to groups."""

from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coop.governance.tallies.equal_shares import Stop, equal_shares
from coop.governance.tallies.greedy import greedy
from coop.governance.tallies.lots import Lots
from coop.governance.tallies.profile import BadProfile
from coop.governance.tallies.projects import ProjectsProfile
from coop.governance.tallies.refusals import DoesNotFit
from tests.governance.tallies import naive_projects

SEED = "2026-7"
LOTS = Lots(SEED)
NAMES = ("bench", "court", "dock", "elms", "ferry", "gate")


@st.composite
def votes_on_projects(draw, most_projects=5, most_voters=7):
    """(costs, voters as sets, budget)"""
    count = draw(st.integers(1, most_projects))
    costs = draw(st.lists(st.integers(1, 30), min_size=count, max_size=count))
    voters = draw(st.lists(st.frozensets(st.integers(0, count - 1)), min_size=1, max_size=most_voters))
    return costs, voters, draw(st.integers(1, 80))


def profile_of(costs, voters, budget):
    ballots = [([(project, 1) for project in wishes], 1) for wishes in voters]
    return ProjectsProfile.of(NAMES[: len(costs)], costs, budget, ballots)


@settings(deadline=None)
@given(votes_on_projects())
def test_it_is_what_counting_voter_by_voter_gives(vote):
    costs, voters, budget = vote
    found = equal_shares(profile_of(*vote), LOTS)
    bought, raised = naive_projects.add_one(NAMES, costs, voters, budget, SEED)
    assert [purchase.option for purchase in found.purchases] == [NAMES[project] for project in bought]
    assert found.kept == raised


@given(votes_on_projects(), st.sampled_from(Stop))
def test_never_more_than_the_budget_is_spent_and_nothing_wanted_still_fits(vote, stop):
    costs, voters, budget = vote
    found = equal_shares(profile_of(*vote), LOTS, stop=stop)
    assert found.spent == sum(costs[NAMES.index(name)] for name in found.funded) <= budget
    assert len(set(found.funded)) == len(found.funded)
    left = budget - found.spent
    for project, cost in enumerate(costs):
        if NAMES[project] not in found.funded and any(project in wishes for wishes in voters):
            assert cost > left


@given(votes_on_projects())
def test_every_purchase_is_paid_to_the_unit_by_supporters_within_their_endowments(vote):
    """The result is priceable: a recount from the published shares alone."""
    costs, voters, _ = vote
    found = equal_shares(profile_of(*vote), LOTS)
    endowment = found.increments[found.kept].endowment
    purses = [endowment] * len(voters)
    for purchase in found.purchases:
        project = NAMES.index(purchase.option)
        before = [purses[i] for i, wishes in enumerate(voters) if project in wishes]
        assert purchase.in_full == sum(money >= purchase.share for money in before)
        assert purchase.with_less == sum(0 < money < purchase.share for money in before)
        assert sum(min(money, purchase.share) for money in before) == purchase.cost == costs[project]
        assert purchase.rate == purchase.share / purchase.cost
        purses = [
            purse - min(purse, purchase.share) if project in wishes else purse
            for purse, wishes in zip(purses, voters, strict=True)
        ]
    assert min(purses) >= 0
    bought = {purchase.option for purchase in found.purchases}
    for project, cost in enumerate(costs):
        if NAMES[project] not in bought:
            together = sum(purse for wishes, purse in zip(voters, purses, strict=True) if project in wishes)
            assert together < cost


@given(votes_on_projects())
def test_no_group_that_could_pay_for_its_projects_is_left_with_less_by_more_than_one(vote):
    costs, voters, budget = vote
    found = equal_shares(profile_of(*vote), LOTS)
    funded = {NAMES.index(name) for name in found.increments[0].funded}
    assert naive_projects.unjust(costs, voters, budget, funded) is None


@given(votes_on_projects(), st.randoms(use_true_random=False))
def test_the_order_of_voters_does_not_matter(vote, random):
    costs, voters, budget = vote
    shuffled = random.sample(voters, len(voters))
    assert equal_shares(profile_of(costs, shuffled, budget), LOTS) == equal_shares(profile_of(*vote), LOTS)


def test_a_minority_gets_its_part_where_the_majority_would_take_all():
    costs, voters = [60, 40, 50], [frozenset({0, 1})] * 6 + [frozenset({2})] * 6
    vote = profile_of(costs, [*voters, frozenset({0, 1})], 110)
    assert set(greedy(vote, LOTS).funded) == {"bench", "court"}
    assert "dock" in equal_shares(vote, LOTS).funded


def test_the_stop_is_part_of_the_rule():
    # One voter wants both, one wants nothing. At 12.5 only the court can be paid, and then the bench no longer fits.
    # Raised on to 20.5 the voter could pay either, at the same rate, and the lot says the bench; at 30.5 both.
    vote = profile_of([20, 10], [frozenset({0, 1}), frozenset()], 25)
    by_overspend = equal_shares(vote, LOTS)
    by_room = equal_shares(vote, LOTS, stop=Stop.EXHAUSTIVE)
    assert (by_room.kept, by_room.funded) == (0, ("court",))
    assert (by_overspend.kept, by_overspend.funded) == (17, ("bench",))
    assert by_overspend.increments[-1].cost == 30
    assert by_overspend.purchases[0].ties[0].chosen == LOTS.order(("bench", "court"))[0] == "bench"


def test_points_mean_wanting_and_empty_ballots_have_a_share():
    with_points = ProjectsProfile.of(NAMES[:2], [10, 10], 10, [([(0, 5)], 1), ([(1, 1)], 2), ([], 1)])
    found = equal_shares(with_points, LOTS)
    assert found.increments[0].endowment == F(10, 4)
    assert found.votes == (1, 2)
    assert found.funded == ("court",)


def test_cents_are_raised_by_whole_units():
    vote = ProjectsProfile.of(NAMES[:1], [1050], 2000, [([(0, 1)], 1), ([], 1)], places=2)
    found = equal_shares(vote, LOTS)
    assert [increment.endowment for increment in found.increments] == [1000, 1100]
    assert found.spent == 1050


def test_a_count_that_would_not_end_says_so():
    vote = ProjectsProfile.of(NAMES[:2], [1, 10**9], 10**9, [([(0, 1)], 1), ([(1, 1)], 1), ([], 10**6)])
    with pytest.raises(DoesNotFit, match="raise the step"):
        equal_shares(vote, LOTS)
    assert equal_shares(vote, LOTS, step=10**6).purchases[0].option == "bench"
    with pytest.raises(DoesNotFit, match="nobody voted"):
        equal_shares(ProjectsProfile.of("A", [1], 1, []), LOTS)


def test_projects_need_costs_and_ballots_that_stand():
    for costs, budget, wishes in (([0], 5, []), ([1], 0, []), ([1, 2], 5, []), ([1], 5, [(1, 1)]), ([1], 5, [(0, 0)])):
        with pytest.raises(BadProfile):
            ProjectsProfile.of("A", costs, budget, [(wishes, 1)])


@given(votes_on_projects())
def test_greedy_takes_the_most_wanted_that_fits(vote):
    costs, voters, budget = vote
    found = greedy(profile_of(*vote), LOTS)
    votes = [sum(project in wishes for wishes in voters) for project in range(len(costs))]
    left, funded = budget, []
    for project in sorted(range(len(costs)), key=lambda p: (-votes[p], LOTS.lot(NAMES[p]))):
        if votes[project] and costs[project] <= left:
            left -= costs[project]
            funded.append(NAMES[project])
    assert list(found.funded) == funded
    assert found.spent == budget - left
