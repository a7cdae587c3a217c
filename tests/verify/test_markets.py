"""The verifier's Independent Markets against the site's own, which is written in another way."""

from __future__ import annotations

import itertools
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from coop.governance.tallies.independent_markets import independent_markets
from coop.governance.tallies.profile import SplitProfile
from coop.verify.markets import median, outcome


@st.composite
def rows(draw):
    """Ballots of 5% steps over two to five options."""
    options = draw(st.integers(2, 5))
    ballots = []
    for _ in range(draw(st.integers(1, 12))):
        cuts = sorted(draw(st.lists(st.integers(0, 20), min_size=options - 1, max_size=options - 1)))
        edges = [0, *cuts, 20]
        ballots.append([5 * (b - a) for a, b in itertools.pairwise(edges)])
    return ballots


@settings(deadline=None)
@given(rows())
def test_two_implementations_agree_on_every_share_and_on_the_level(ballots):
    site = independent_markets(SplitProfile.of_ballots(ballots))
    shares, level = outcome(list(zip(*ballots, strict=True)))
    assert tuple(shares) == site.shares
    assert level == site.level


def test_three_against_two_give_sixty_forty():
    shares, _ = outcome([[100, 100, 100, 0, 0], [0, 0, 0, 100, 100]])
    assert shares == [Fraction(3, 5), Fraction(2, 5)]


@settings(deadline=None)
@given(st.lists(st.fractions(0, 1), min_size=1, max_size=9), st.fractions(0, 1))
def test_the_median_is_the_middle_one_of_all_numbers(values, t):
    values.sort()
    phantoms = [min(t * i, Fraction(1)) for i in range(len(values) + 1)]
    assert median(values, t) == sorted(values + phantoms)[len(values)]
