"""The mean, shown beside the outcome."""

from fractions import Fraction as F

from hypothesis import given

from coop.governance.tallies.mean import mean
from coop.governance.tallies.profile import SplitProfile
from tests.governance.tallies.strategies import profiles


@given(profiles())
def test_the_mean_is_what_one_gets_by_adding_up(profile):
    ballots, whole = profile
    found = mean(SplitProfile.of_ballots(ballots))
    assert sum(found) == 1
    assert found == tuple(F(sum(column), whole * len(ballots)) for column in zip(*ballots, strict=True))
