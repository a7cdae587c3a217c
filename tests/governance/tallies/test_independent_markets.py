"""The vote on the surplus: as the paper defines it, exactly, whoever counts and in whatever order."""

import csv
import os
import random
import time
from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coop.governance.tallies.independent_markets import independent_markets, price, working
from coop.governance.tallies.mean import mean
from coop.governance.tallies.profile import SplitProfile
from tests.governance.tallies import literal_markets
from tests.governance.tallies.strategies import every_ballot, profiles


def outcome(ballots):
    return independent_markets(SplitProfile.of_ballots(ballots))


def shares(ballots):
    return outcome(ballots).shares


@given(profiles())
def test_the_shares_sum_to_exactly_one_and_none_is_negative(profile):
    ballots, _ = profile
    assert sum(shares(ballots)) == 1
    assert min(shares(ballots)) >= 0


@given(profiles())
def test_at_the_stated_level_the_medians_of_votes_and_phantoms_are_the_shares(profile):
    ballots, whole = profile
    found = outcome(ballots)
    assert 0 < found.level <= 1
    assert list(found.shares) == literal_markets.exact_medians(ballots, found.level, whole)


@given(profiles(), st.fractions(0, 1))
def test_the_recount_by_hand_gives_the_median_at_every_level(profile, level):
    ballots, whole = profile
    columns = SplitProfile.of_ballots(ballots).columns
    by_hand = [price(column, level * whole) / whole for column in columns]
    assert by_hand == literal_markets.exact_medians(ballots, level, whole)


@given(profiles(), st.fractions(0, 1))
def test_every_level_that_sums_to_one_gives_the_same_shares_and_ours_is_the_least(profile, level):
    ballots, whole = profile
    found = outcome(ballots)
    elsewhere = literal_markets.exact_medians(ballots, level, whole)
    if sum(elsewhere) == 1:
        assert elsewhere == list(found.shares)
    assert (level < found.level) == (sum(elsewhere) < 1)


def test_where_the_level_is_an_interval_the_shares_are_still_one():
    ballots = [(5, 5), (5, 5), (5, 5), (5, 5)]
    found = outcome(ballots)
    assert found.level == F(1, 8)
    for level in (F(1, 8), F(1, 5), F(1, 2), F(1)):
        assert literal_markets.exact_medians(ballots, level, 10) == list(found.shares) == [F(1, 2), F(1, 2)]


@given(profiles())
def test_a_slow_bisection_in_floats_comes_to_the_same(profile):
    ballots, whole = profile
    assert [float(share) for share in shares(ballots)] == pytest.approx(
        literal_markets.bisect(ballots, whole), abs=1e-9
    )


def test_three_against_two_split_three_fifths_to_two():
    assert shares([(1, 0)] * 3 + [(0, 1)] * 2) == (F(3, 5), F(2, 5))


@given(st.lists(st.integers(0, 4), min_size=1, max_size=40))
def test_single_minded_members_move_exactly_their_part_of_the_money(choices):
    ballots = [tuple(100 if option == choice else 0 for option in range(5)) for choice in choices]
    assert shares(ballots) == tuple(F(choices.count(option), len(choices)) for option in range(5))


@given(profiles(most_voters=1))
def test_a_single_voter_decides(profile):
    (ballot,), whole = profile
    assert shares([ballot]) == tuple(F(points, whole) for points in ballot)


@given(profiles(most_voters=1), st.integers(1, 50))
def test_what_all_want_is_what_is_done(profile, voters):
    (ballot,), whole = profile
    assert shares([ballot] * voters) == tuple(F(points, whole) for points in ballot)


@given(profiles())
def test_no_use_gets_more_than_its_keenest_voter_wants(profile):
    ballots, whole = profile
    for share, column in zip(shares(ballots), zip(*ballots, strict=True), strict=True):
        assert share <= F(max(column), whole)


def test_a_use_can_get_less_than_every_voter_wants():
    # The price of letting minorities move their part: known of this method, and said where it is explained.
    assert shares([(90, 10, 0), (90, 0, 10)]) == (F(8, 10), F(1, 10), F(1, 10))


@given(profiles(), st.randoms(use_true_random=False))
def test_the_order_of_ballots_does_not_matter(profile, random):
    ballots, _ = profile
    shuffled = random.sample(ballots, len(ballots))
    assert outcome(shuffled) == outcome(ballots)


@given(profiles(), st.randoms(use_true_random=False))
def test_no_option_is_favoured_by_its_place(profile, random):
    ballots, _ = profile
    places = random.sample(range(len(ballots[0])), len(ballots[0]))
    moved = shares([tuple(ballot[place] for place in places) for ballot in ballots])
    assert moved == tuple(shares(ballots)[place] for place in places)


@given(profiles(), st.integers(2, 5))
def test_the_whole_electorate_counted_several_times_over_decides_the_same(profile, times):
    ballots, _ = profile
    assert shares(ballots * times) == shares(ballots)


@given(profiles())
def test_published_columns_are_enough_for_a_recount(profile):
    ballots, whole = profile
    published = [sorted(column) for column in zip(*ballots, strict=True)]
    assert independent_markets(SplitProfile.of_columns(published, whole=whole)) == outcome(ballots)


def distance(left, right):
    return sum(abs(a - b) for a, b in zip(left, right, strict=True))


def best_lie(method, ballots, whole):
    """How much nearer (l1) the first voter can bring the outcome to their wish by any other ballot."""
    truth, others = ballots[0], ballots[1:]
    wish = [F(points, whole) for points in truth]
    honest = distance(method([truth, *others]), wish)
    return honest - min(distance(method([lie, *others]), wish) for lie in every_ballot(len(truth), whole))


@settings(max_examples=60)
@given(profiles(most_voters=4, most_options=3, wholes=(6, 10)))
def test_no_lie_brings_the_outcome_nearer_to_ones_wish(profile):
    assert best_lie(shares, *profile) == 0


def test_no_lie_pays_in_any_of_many_random_profiles():
    """COOP_TEST_LIES says how many profiles; each is tried with every ballot that its first voter could cast."""
    draw = random.Random(2019)
    for _ in range(int(os.environ.get("COOP_TEST_LIES", "200"))):
        options, whole = draw.randint(2, 3), draw.choice((4, 6, 10))
        every = list(every_ballot(options, whole))
        ballots = [draw.choice(every) for _ in range(draw.randint(2, 5))]
        assert best_lie(shares, ballots, whole) == 0, ballots


@given(profiles())
def test_the_working_shows_what_a_recount_needs(profile):
    ballots, whole = profile
    found = working(SplitProfile.of_ballots(ballots))
    n = len(ballots)
    assert found.outcome == outcome(ballots)
    assert found.phantoms == tuple(min(found.outcome.level * (n - k), 1) for k in range(n + 1))
    for rows, share in zip(found.buyers, found.outcome.shares, strict=True):
        assert max(row.share for row in rows) == share
        assert rows[-1].buyers == n
    by_median = [
        sorted([F(points, whole) for points in column] + list(found.phantoms))[n]
        for column in zip(*ballots, strict=True)
    ]
    assert tuple(by_median) == found.outcome.shares


def test_under_the_mean_exaggerating_would_pay():
    ballots = [(6, 4), (0, 10), (0, 10)]
    assert best_lie(lambda rows: mean(SplitProfile.of_ballots(rows)), ballots, 10) > 0
    assert best_lie(shares, ballots, 10) == 0


def test_the_forty_splits_of_toulouse(data):
    path = data / "votes" / "splits" / "toulouse_40.csv"
    with path.open(newline="") as file:
        header, *rows = csv.reader(file)
    ballots = [tuple(map(int, row[1:])) for row in rows]
    assert header[1:] == ["dividends", "reserve", "solidarity", "education", "projects"]
    assert len(ballots) == 40
    found = outcome(ballots)
    assert found.shares == (F(29, 82), F(4, 41), F(9, 41), F(9, 41), F(9, 82))
    assert found.level == F(1, 82)
    assert [float(share) for share in found.shares] == pytest.approx(
        literal_markets.bisect(ballots, 100), abs=1e-12
    )
    assert literal_markets.exact_medians(ballots, found.level, 100) == list(found.shares)


@pytest.mark.parametrize(
    ("whole", "seconds"),
    [
        pytest.param(100, 1, id="per cents"),
        pytest.param(10**6, 5, id="hardly two values alike"),
    ],
)
def test_ten_thousand_ballots_over_ten_uses_are_counted_at_once(whole, seconds):
    draw = random.Random(1844)
    ballots = []
    for _ in range(10_000):
        cuts = sorted(draw.randint(0, whole) for _ in range(9))
        ballots.append(tuple(b - a for a, b in zip([0, *cuts], [*cuts, whole], strict=True)))
    started = time.process_time()
    found = outcome(ballots)
    assert time.process_time() - started < seconds
    assert sum(found.shares) == 1
