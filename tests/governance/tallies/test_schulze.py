"""Schulze's method: what its author proves of it, and his own examples."""

from hypothesis import given
from hypothesis import strategies as st

from coop.governance.tallies.lots import Lots
from coop.governance.tallies.pairwise import pairwise
from coop.governance.tallies.ranked import RankedProfile
from coop.governance.tallies.schulze import schulze
from tests.governance.tallies import naive_schulze
from tests.governance.tallies.rankings import NAMES, tied_profiles

LOTS = Lots("2026-7")


def outcome(names, ballots):
    return schulze(RankedProfile.of(names, ballots), LOTS)


@given(tied_profiles())
def test_winners_and_paths_are_those_of_walking_every_path(profile):
    names, ballots = profile
    found = outcome(names, ballots)
    d = naive_schulze.beats(ballots, len(names))
    assert {names.index(name) for name in found.winners} == naive_schulze.winners(d, len(names))
    literal = naive_schulze.strongest(d, len(names))
    assert {
        (names.index(path.through[0]), names.index(path.through[-1])): (path.votes_for, path.votes_against)
        for path in found.paths
    } == literal


@given(tied_profiles())
def test_a_condorcet_winner_is_elected(profile):
    names, ballots = profile
    report = pairwise(RankedProfile.of(names, ballots))
    found = outcome(names, ballots)
    if report.winner:
        assert found.winners == (report.winner,)
    assert set(found.winners) <= set(report.smith)
    if report.loser:
        assert found.winner != report.loser


@given(tied_profiles(least_options=2), st.data())
def test_raising_a_winner_never_makes_it_lose(profile, data):
    names, ballots = profile
    winner = names.index(data.draw(st.sampled_from(outcome(names, ballots).winners)))
    number = data.draw(st.integers(0, len(ballots) - 1))
    ranking, count = ballots[number]
    rank = next((place for place, tier in enumerate(ranking) if winner in tier), len(ranking))
    target = data.draw(st.integers(0, rank))
    tiers = [[one for one in tier if one != winner] for tier in ranking]
    if data.draw(st.booleans()) and target < len(tiers):
        tiers[target].append(winner)
    else:
        tiers.insert(target, [winner])
    raised = [*ballots]
    raised[number] = (tuple(tuple(tier) for tier in tiers if tier), count)
    assert names[winner] in outcome(names, raised).winners


@given(tied_profiles(least_options=2))
def test_when_every_ballot_is_turned_round_the_sole_winner_loses(profile):
    names, ballots = profile
    winners = outcome(names, ballots).winners
    turned = []
    for ranking, count in ballots:
        last = tuple(one for one in range(len(names)) if not any(one in tier for tier in ranking))
        turned.append(((*((last,) if last else ()), *reversed(ranking)), count))
    if len(winners) == 1:
        assert winners[0] not in outcome(names, turned).winners


@given(tied_profiles(most_options=4), st.data())
def test_clones_neither_help_nor_harm(profile, data):
    names, ballots = profile
    cloned = data.draw(st.integers(0, len(names) - 1))
    twin = len(names)
    with_twin = []
    for ranking, count in ballots:
        tiers = []
        for tier in ranking:
            if cloned not in tier:
                tiers.append(tier)
            elif len(tier) > 1:
                tiers.append((*tier, twin))
            else:
                tiers += data.draw(st.sampled_from([[(cloned, twin)], [(cloned,), (twin,)], [(twin,), (cloned,)]]))
        with_twin.append((tuple(tiers), count))
    before = set(outcome(names, ballots).winners)
    after = set(outcome(NAMES[: twin + 1], with_twin).winners)
    assert before == {names[cloned] if name == NAMES[twin] else name for name in after}


@given(tied_profiles(), st.randoms(use_true_random=False))
def test_neither_the_order_of_ballots_nor_of_options_matters(profile, random):
    names, ballots = profile
    places = random.sample(range(len(names)), len(names))
    back = {old: new for new, old in enumerate(places)}
    moved = [(tuple(tuple(back[one] for one in tier) for tier in ranking), count) for ranking, count in ballots]
    one = outcome(names, ballots)
    other = outcome([names[old] for old in places], random.sample(moved, len(moved)))
    assert other.ranking == one.ranking
    assert set(other.winners) == set(one.winners)
    assert other.ties == one.ties


@given(tied_profiles())
def test_the_ranking_holds_everyone_and_begins_with_a_winner(profile):
    names, ballots = profile
    found = outcome(names, ballots)
    assert sorted(found.ranking) == sorted(names)
    assert found.winner == LOTS.order(found.winners)[0]
    assert set(found.ranking[: len(found.winners)]) >= {found.winner}


def test_the_first_example_of_the_paper():
    # Schulze 2011, example 1: 21 voters, four options; D wins.
    profile = RankedProfile.of_names(
        "abcd",
        {
            ("a", "c", "d", "b"): 8,
            ("b", "a", "d", "c"): 2,
            ("c", "d", "b", "a"): 4,
            ("d", "b", "a", "c"): 4,
            ("d", "c", "b", "a"): 3,
        },
    )
    found = schulze(profile, LOTS)
    assert found.matrix == ((0, 8, 14, 10), (13, 0, 6, 2), (7, 15, 0, 12), (11, 19, 9, 0))
    assert found.winners == ("d",)
    strength = {(path.through[0], path.through[-1]): path.votes_for for path in found.paths}
    assert strength["d", "a"] == 13
    assert strength["a", "d"] == 12


def test_of_tied_winners_the_luckiest_is_elected_and_the_tie_is_told():
    found = schulze(RankedProfile.of_names(("Ada", "Ben"), {("Ada",): 3, ("Ben",): 3}), LOTS)
    assert set(found.winners) == {"Ada", "Ben"}
    assert found.winner == LOTS.order(("Ada", "Ben"))[0]
    assert [tie.chosen for tie in found.ties] == [found.winner]
