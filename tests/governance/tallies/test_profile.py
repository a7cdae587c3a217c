"""What is no profile of ballots is not counted."""

import pytest

from coop.governance.tallies.profile import BadProfile, SplitProfile


def test_equal_points_are_counted_together():
    profile = SplitProfile.of_ballots([(50, 50), (100, 0), (50, 50)])
    assert profile == SplitProfile(100, 3, (((50, 2), (100, 1)), ((0, 1), (50, 2))))


@pytest.mark.parametrize(
    "ballots",
    [
        [],
        [()],
        [(100, 0), (100,)],
        [(60, 30), (50, 50)],
        [(0, 0)],
        [(110, -10)],
        [(50.0, 50)],
        [(True, 0)],
    ],
)
def test_ballots_that_do_not_belong_together_are_refused(ballots):
    with pytest.raises(BadProfile):
        SplitProfile.of_ballots(ballots)


@pytest.mark.parametrize(
    ("columns", "whole"),
    [
        ([], 100),
        ([[], []], 100),
        ([[100], [0, 0]], 100),
        ([[50, 60], [50, 50]], 100),
        ([[0], [0]], 0),
        ([[110], [-10]], 100),
        ([[50.0], [50]], 100),
    ],
)
def test_columns_of_no_whole_ballots_are_refused(columns, whole):
    with pytest.raises(BadProfile):
        SplitProfile.of_columns(columns, whole=whole)
