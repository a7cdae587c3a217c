"""Every pair, counted as one would by hand."""

from hypothesis import given

from coop.governance.tallies.pairwise import pairwise
from coop.governance.tallies.ranked import RankedProfile
from tests.governance.tallies import naive_schulze
from tests.governance.tallies.rankings import tied_profiles


@given(tied_profiles())
def test_the_matrix_is_that_of_looking_at_every_pair_on_every_ballot(profile):
    names, ballots = profile
    report = pairwise(RankedProfile.of(names, ballots))
    literal = naive_schulze.beats(ballots, len(names))
    assert report.matrix == tuple(tuple(literal[a, b] for b in range(len(names))) for a in range(len(names)))


@given(tied_profiles())
def test_everyone_in_the_smith_set_beats_everyone_outside_and_no_smaller_set_does(profile):
    names, ballots = profile
    report = pairwise(RankedProfile.of(names, ballots))
    place = {name: position for position, name in enumerate(names)}
    smith = set(report.smith)

    def dominates(inside):
        return all(
            report.matrix[place[a]][place[b]] > report.matrix[place[b]][place[a]]
            for a in inside
            for b in set(names) - inside
        )

    assert dominates(smith)
    by_wins = sorted(names, key=lambda name: -report.wins[place[name]])
    for size in range(1, len(smith)):
        assert not dominates(set(by_wins[:size]))
    assert (report.winner is not None) == (len(smith) == 1)


def test_a_circle_has_no_winner():
    circle = RankedProfile.of_names("ABC", {("A", "B", "C"): 3, ("B", "C", "A"): 2, ("C", "A", "B"): 2})
    report = pairwise(circle)
    assert report.winner is None
    assert report.loser is None
    assert set(report.smith) == set("ABC")


def test_unranked_options_are_equal_last():
    report = pairwise(RankedProfile.of_names("ABC", {("A",): 5}))
    assert report.matrix == ((0, 5, 5), (0, 0, 0), (0, 0, 0))
    assert report.winner == "A"
